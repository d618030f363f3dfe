import { Languages, SunMoon } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { languageNames, languages, setLanguage, useLanguage } from '../i18n/index.ts'
import { useKitWords } from '../i18n/kit-words.ts'
import { MenuOnDemand } from '../overlays/menu-on-demand.tsx'
import { setTheme, themes, useTheme } from '../theme/theme.ts'

/** Language and theme for pages that have no account menu, as they stand at their foot. */
export function LanguageAndTheme() {
  const say = useKitWords()
  const language = useLanguage()
  const theme = useTheme()
  return (
    <div className="flex gap-1">
      <MenuOnDemand
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
      <MenuOnDemand
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
    </div>
  )
}
