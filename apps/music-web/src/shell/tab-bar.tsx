import { Link } from '@tanstack/react-router'
import { House, LibraryBig, MicVocal, Search, Upload } from 'lucide-react'
import { useWords } from '../i18n/words.ts'

const tabs = [
  { to: '/', word: 'nav.home', icon: House },
  { to: '/artists', word: 'nav.artists', icon: MicVocal },
  { to: '/search', word: 'nav.search', icon: Search },
  { to: '/library', word: 'nav.library', icon: LibraryBig },
  { to: '/upload', word: 'nav.upload', icon: Upload },
] as const

/** The navigation under the thumb. */
export function TabBar() {
  const say = useWords()
  return (
    <nav
      aria-label={say('nav.label')}
      className="bg-surface border-line grid grid-cols-5 border-t pb-[env(safe-area-inset-bottom)]"
    >
      {tabs.map(({ to, word, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: to === '/' }}
          className="text-muted data-[status=active]:text-accent grid h-[61px] min-w-0 place-content-center justify-items-center gap-1 text-xs"
        >
          <Icon aria-hidden size={20} strokeWidth={1.75} />
          <span className="max-w-full truncate px-0.5">{say(word)}</span>
        </Link>
      ))}
    </nav>
  )
}
