import { ProductSwitcher } from '@bell/ui'
import { Link } from '@tanstack/react-router'
import { useWords } from '../i18n/words.ts'
import { useNavItems } from './nav-items.ts'

/** The navigation at the left; only its icons where the window is narrow. */
export function SideNav() {
  const say = useWords()
  const items = useNavItems({ narrow: false })
  return (
    <aside className="bg-surface flex min-h-0 flex-col gap-0.5 overflow-y-auto px-3 py-3">
      <div className="mb-2 hidden h-11 items-center lg:flex">
        <ProductSwitcher product="music" />
      </div>
      <nav aria-label={say('nav.label')} className="grid gap-0.5">
        {items.map(({ to, word, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: to === '/' }}
            className="rounded-control text-muted hover:text-text data-[status=active]:bg-raised data-[status=active]:text-text data-[status=active]:[&_svg]:text-accent flex min-h-10 items-center justify-center gap-3 px-2.5 font-medium transition-colors lg:justify-start pointer-coarse:min-h-11"
          >
            <Icon aria-hidden size={20} strokeWidth={1.75} className="flex-none" />
            <span className="sr-only lg:not-sr-only">{say(word)}</span>
          </Link>
        ))}
      </nav>
    </aside>
  )
}
