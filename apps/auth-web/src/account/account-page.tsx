import { Button, ErrorState, PageHead, SegmentedControl, setTheme, Skeleton, useTheme } from '@bell/ui'
import { languageNames, languages, setLanguage, useLanguage } from '@bell/ui/i18n'
import { useSession } from '@bell/ui/session'
import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { DeleteOwnAccount } from '../deleting/delete-own-account.tsx'
import { useWords } from '../i18n/words.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { Section } from '../shell/section.tsx'
import { PasswordForm } from './password-form.tsx'
import { ProfileForm } from './profile-form.tsx'
import { useAccount, useAccountChange } from './use-account.ts'

/** One's own account. */
export function AccountPage() {
  const say = useWords()
  const account = useAccount()
  usePageTitle(say('account.title'))
  return (
    <>
      <PageHead title={say('account.title')} />
      {account.isError && <ErrorState error={account.error} onRetry={() => void account.refetch()} />}
      {!account.isError && (
        <>
          <Section title={say('account.profile')} lead={say('account.profileText')}>
            {account.data ? <ProfileForm account={account.data} /> : <Skeleton className="h-48 w-full" />}
          </Section>
          <Section title={say('account.password')} lead={say('account.passwordText')}>
            {account.data ? <PasswordForm email={account.data.email} /> : <Skeleton className="h-48 w-full" />}
          </Section>
          <Section title={say('account.appearance')} lead={say('account.appearanceText')}>
            <Appearance />
          </Section>
          <Section title={say('account.signOut')} lead={say('account.signOutText')}>
            <SignOut />
          </Section>
          <Section title={say('deleting.own')} lead={say('deleting.ownLead')}>
            {account.data ? <DeleteOwnAccount email={account.data.email} /> : <Skeleton className="h-11 w-40" />}
          </Section>
        </>
      )}
    </>
  )
}

function Appearance() {
  const say = useWords()
  const language = useLanguage()
  const theme = useTheme()
  const change = useAccountChange()
  return (
    <div className="grid justify-items-start gap-5">
      <SegmentedControl
        label={say('account.language')}
        value={language}
        onValueChange={(next) => {
          void setLanguage(next)
          change.mutate({ language: next })
        }}
        items={languages.map((one) => ({ value: one, label: languageNames[one] }))}
      />
      <SegmentedControl
        label={say('account.theme')}
        value={theme}
        onValueChange={setTheme}
        items={(['dark', 'light', 'system'] as const).map((one) => ({ value: one, label: say(`theme.${one}`) }))}
      />
    </div>
  )
}

function SignOut() {
  const say = useWords()
  const { signOut } = useSession()
  const [busy, setBusy] = useState(false)
  const leave = async () => {
    setBusy(true)
    await signOut().catch(() => setBusy(false))
  }
  return (
    <Button variant="quiet" icon={<LogOut aria-hidden />} busy={busy} onClick={() => void leave()}>
      {say('account.signOutEverywhere')}
    </Button>
  )
}
