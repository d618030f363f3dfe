import { buttonClass, PageHead, SegmentedControl, Select, setTheme, useFamily, useTheme } from '@bell/ui'
import { languageNames, languages, setLanguage, useLanguage } from '@bell/ui/i18n'
import { useSession } from '@bell/ui/session'
import { Link } from '@tanstack/react-router'
import { ExternalLink, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { DemoSettings } from '../demo/demo-settings.tsx'
import { mayManageDemo } from '../demo/may-manage-demo.ts'
import { useWords } from '../i18n/words.ts'
import { PlaybackSettings } from '../player/playback-settings.tsx'
import { KeyList } from '../shell/keys-dialog.tsx'
import { usePageTitle } from '../shell/page-title.ts'

export function SettingsPage() {
  const say = useWords()
  const language = useLanguage()
  const theme = useTheme()
  const family = useFamily()
  const { user } = useSession()
  usePageTitle(say('settings.title'))
  return (
    <div className="max-w-2xl">
      <PageHead title={say('settings.title')} />
      <Group title={say('settings.appearance')}>
        <Select
          label={say('settings.language')}
          hint={say('settings.languageHint')}
          value={language}
          onValueChange={(next) => void setLanguage(next)}
          items={languages.map((one) => ({ value: one, label: languageNames[one] }))}
          className="max-w-xs"
        />
        <div className="mt-6">
          <p className="mb-1.5 text-sm font-semibold">{say('settings.theme')}</p>
          <SegmentedControl
            label={say('settings.theme')}
            value={theme}
            onValueChange={setTheme}
            items={[
              { value: 'dark', label: say('settings.dark') },
              { value: 'light', label: say('settings.light') },
              { value: 'system', label: say('settings.system') },
            ]}
          />
        </div>
      </Group>
      <Group title={say('settings.account')} lead={say('settings.accountText')}>
        <a href={family.auth} className={buttonClass({ variant: 'quiet' })}>
          {say('settings.accountLink')}
          <ExternalLink aria-hidden />
        </a>
      </Group>
      {mayManageDemo(user) && (
        <Group title={say('demo.title')}>
          <DemoSettings />
        </Group>
      )}
      <Group title={say('deleted.title')} lead={say('deleted.lead')}>
        <Link to="/deleted" className={buttonClass({ variant: 'quiet' })}>
          <Trash2 aria-hidden />
          {say('deleted.open')}
        </Link>
      </Group>
      <Group title={say('playback.title')}>
        <PlaybackSettings />
      </Group>
      <Group title={say('settings.keys')} lead={say('settings.keysHint')}>
        <KeyList />
      </Group>
    </div>
  )
}

function Group({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className="border-line border-t py-6 first-of-type:border-0 first-of-type:pt-2">
      <h2 className="text-lg font-bold">{title}</h2>
      {lead && <p className="text-muted mt-1">{lead}</p>}
      <div className="mt-4">{children}</div>
    </section>
  )
}
