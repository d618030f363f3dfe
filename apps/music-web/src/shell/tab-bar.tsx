import { Link } from '@tanstack/react-router'
import { useWords } from '../i18n/words.ts'
import { useNavItems } from './nav-items.ts'

/** The navigation under the thumb. */
export function TabBar() {
  const say = useWords()
  const items = useNavItems({ narrow: true })
  return (
    <nav
      aria-label={say('nav.label')}
      className="bg-surface border-line grid auto-cols-fr grid-flow-col border-t pb-[env(safe-area-inset-bottom)]"
    >
      {items.map(({ to, word, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: to === '/' }}
          className="text-muted data-[status=active]:text-accent grid h-[61px] min-w-0 place-content-center justify-items-center gap-1 text-xs"
        >
          <Icon aria-hidden size={20} strokeWidth={1.75} />
          <span className="max-w-full truncate tracking-tighter">{say(word)}</span>
        </Link>
      ))}
    </nav>
  )
}
