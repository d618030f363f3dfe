import { Languages, LogIn, LogOut, SunMoon, UserRound } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { languageNames, languages, setLanguage, useLanguage } from '../i18n/index.ts'
import { useKitWords } from '../i18n/kit-words.ts'
import { Avatar } from '../media/avatar.tsx'
import type { MenuItem } from '../overlays/menu-items.tsx'
import { MenuOnDemand } from '../overlays/menu-on-demand.tsx'
import { useSession } from '../session/use-session.ts'
import { useSignOut } from '../session/use-sign-out.ts'
import { setTheme, themes, useTheme } from '../theme/theme.ts'
import { useFamily, type Family } from './family.ts'

/**
 * Who is signed in, the account at AuthBell, language, theme and sign-out; without a session, language and theme
 * beside "Sign in". `items` are the product's own, put first.
 */
export function AccountMenu({ items = [], family: given }: { items?: MenuItem[]; family?: Family }) {
  const known = useFamily()
  const family = given ?? known
  const { status, user, signIn } = useSession()
  const signOut = useSignOut()
  const say = useKitWords()
  const language = useLanguage()
  const theme = useTheme()

  const settings: MenuItem[] = [
    {
      label: say('language'),
      icon: <Languages />,
      items: languages.map((one) => ({
        label: languageNames[one],
        lang: one,
        checked: one === language,
        onSelect: () => void setLanguage(one),
      })),
    },
    {
      label: say('theme.label'),
      icon: <SunMoon />,
      items: themes.map((one) => ({
        label: say(`theme.${one}`),
        checked: one === theme,
        onSelect: () => setTheme(one),
      })),
    },
  ]

  if (status === 'loading') return <span className="bg-raised block size-9 animate-pulse rounded-full" />
  if (!user) {
    return (
      <div className="flex items-center gap-2">
        <MenuOnDemand
          trigger={
            <Button
              variant="plain"
              size="icon"
              aria-label={`${say('language')}, ${say('theme.label')}`}
              icon={<Languages />}
            />
          }
          items={settings}
        />
        <Button icon={<LogIn className="max-sm:hidden" />} onClick={() => signIn()}>
          {say('signIn')}
        </Button>
      </div>
    )
  }
  return (
    <MenuOnDemand
      trigger={
        <button
          type="button"
          aria-label={`${say('accountMenu')}: ${user.name}`}
          className="grid size-11 place-items-center rounded-full"
        >
          <Avatar name={user.name} id={user.id} size={36} />
        </button>
      }
      items={[
        { heading: user.name, detail: user.email },
        ...items,
        { label: say('accountAtAuthBell'), icon: <UserRound />, href: family.auth },
        ...settings,
        'separator',
        { label: say('signOut'), icon: <LogOut />, onSelect: () => void signOut() },
      ]}
    />
  )
}
