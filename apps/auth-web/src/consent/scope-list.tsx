import { Chip } from '@bell/ui'
import {
  AtSign,
  CircleUserRound,
  Eye,
  Hourglass,
  Images,
  ListMusic,
  type LucideIcon,
  Music,
  UserCheck,
} from 'lucide-react'
import { useWords } from '../i18n/words.ts'

const icons = {
  openid: UserCheck,
  profile: CircleUserRound,
  email: AtSign,
  offline_access: Hourglass,
  'music:read': Music,
  'music:write': ListMusic,
  'img:read': Eye,
  'img:write': Images,
} satisfies Record<string, LucideIcon>

type Scope = keyof typeof icons
const words = {
  openid: 'scopes.openid',
  profile: 'scopes.profile',
  email: 'scopes.email',
  offline_access: 'scopes.offlineAccess',
  'music:read': 'scopes.musicRead',
  'music:write': 'scopes.musicWrite',
  'img:read': 'scopes.imgRead',
  'img:write': 'scopes.imgWrite',
} as const satisfies Record<Scope, string>

const isKnown = (scope: string): scope is Scope => scope in icons

/** What a scope lets an app do, in plain words. */
export function useScopeWords() {
  const say = useWords()
  return (scope: string) => (isKnown(scope) ? say(words[scope]) : scope)
}

/** What an app may do; `isNew` marks what was not allowed before. */
export function ScopeList({ scopes }: { scopes: readonly { scope: string; isNew?: boolean }[] }) {
  const say = useWords()
  const describe = useScopeWords()
  return (
    <ul className="grid gap-3">
      {scopes.map(({ scope, isNew = false }) => {
        const Icon = isKnown(scope) ? icons[scope] : Eye
        return (
          <li key={scope} className="flex gap-3">
            <Icon aria-hidden size={20} className="text-accent mt-0.5 flex-none" />
            <span>
              {describe(scope)} {isNew && <Chip>{say('consent.new')}</Chip>}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
