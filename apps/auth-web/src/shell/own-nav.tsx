import { useSession } from '@bell/ui/session'
import { Link, useLocation } from '@tanstack/react-router'
import { Activity, Blocks, KeyRound, ScrollText, UserRound, UsersRound } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useWords } from '../i18n/words.ts'

const places = [
  { to: '/', name: 'account', icon: UserRound },
  { to: '/people', name: 'people', icon: UsersRound },
  { to: '/apps', name: 'apps', icon: Blocks },
  { to: '/keys', name: 'keys', icon: KeyRound, ownersOnly: true },
  { to: '/events', name: 'events', icon: Activity, ownersOnly: true },
  { to: '/audit', name: 'audit', icon: ScrollText },
] as const

/** For those who look after the people; in a narrow window it scrolls sideways to where one is. */
export function OwnNav() {
  const say = useWords()
  const { user } = useSession()
  const { pathname } = useLocation()
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    const current = list.current?.querySelector('[aria-current=page]')
    current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [pathname])
  const isOwner = user?.roles.includes('owner') ?? false
  return (
    <nav aria-label={say('nav.label')} className="border-line -mx-4 border-b md:mx-0">
      <ul ref={list} className="flex gap-1 overflow-x-auto px-4 [scrollbar-width:none] md:px-0">
        {places
          .filter((place) => isOwner || !('ownersOnly' in place))
          .map(({ to, name, icon: Icon }) => (
            <li key={to}>
              <Link
                to={to}
                activeOptions={{ exact: true, includeSearch: false }}
                className="text-muted hover:text-text aria-[current=page]:text-text aria-[current=page]:border-accent inline-flex min-h-11 items-center gap-2 border-b-2 border-transparent px-3 font-semibold whitespace-nowrap -outline-offset-2"
              >
                <Icon aria-hidden size={18} className="max-sm:hidden" />
                {say(`nav.${name}`)}
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  )
}
