import { Mark, Menu, Button, setTheme, themes, useTheme } from '@bell/ui'
import { languageNames, languages, setLanguage, useLanguage } from '@bell/ui/i18n'
import { Languages, SunMoon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useWords } from '../i18n/words.ts'
import { usePageTitle } from './page-title.ts'

/** The calm frame of what happens at the door: one column, the bell, one thing to do. */
export function DoorFrame({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  usePageTitle(title)
  return (
    <div className="flex min-h-dvh flex-col">
      <main className="mx-auto grid w-full max-w-sm flex-1 content-center px-5 py-10">
        <Mark product="auth" size={44} label="AuthBell" />
        <h1 className="mt-6 text-xl font-[750]">{title}</h1>
        {/* Two lines are kept, so that what is fetched for it moves nothing. */}
        <div className="text-muted mt-2 min-h-6 text-base">{lead}</div>
        <div className="mt-6">{children}</div>
      </main>
      <DoorFooter />
    </div>
  )
}

function DoorFooter() {
  const say = useWords()
  const language = useLanguage()
  const theme = useTheme()
  return (
    <footer className="flex justify-center gap-1 px-5 pb-6">
      <Menu
        align="center"
        trigger={
          <Button variant="plain" size="sm" icon={<Languages aria-hidden />}>
            {languageNames[language]}
          </Button>
        }
        items={languages.map((one) => ({
          label: languageNames[one],
          lang: one,
          checked: one === language,
          onSelect: () => void setLanguage(one),
        }))}
      />
      <Menu
        align="center"
        trigger={
          <Button variant="plain" size="sm" icon={<SunMoon aria-hidden />}>
            {say(`theme.${theme}`)}
          </Button>
        }
        items={themes.map((one) => ({
          label: say(`theme.${one}`),
          checked: one === theme,
          onSelect: () => setTheme(one),
        }))}
      />
    </footer>
  )
}
