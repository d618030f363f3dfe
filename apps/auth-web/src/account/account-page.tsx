import { Button, ErrorState, PageHead, SegmentedControl, setTheme, Skeleton, useTheme } from '@bell/ui'
import { languageNames, languages, setLanguage, useLanguage } from '@bell/ui/i18n'
import { useSignOut } from '@bell/ui/session'
import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { ConfirmationScope } from '../confirmation/confirmation-scope.tsx'
import { ConnectedApps } from '../connected-apps/connected-apps.tsx'
import { DeleteOwnAccount } from '../deleting/delete-own-account.tsx'
import { AccountNotices } from '../devices/account-notices.tsx'
import { Devices } from '../devices/devices.tsx'
import { useWords } from '../i18n/words.ts'
import { Passkeys } from '../passkeys/passkeys.tsx'
import { ProfilePicture } from '../profile-picture/profile-picture.tsx'
import { EmailForm } from '../recovery/email-form.tsx'
import { SecondFactor } from '../second-factor/second-factor.tsx'
import { usePageTitle } from '../shell/page-title.ts'
import { Section } from '../shell/section.tsx'
import { AccountIndex } from './account-index.tsx'
import { PasswordForm } from './password-form.tsx'
import { ProfileForm } from './profile-form.tsx'
import { useAccount, useAccountChange, type Account } from './use-account.ts'

/** One's own account. */
export function AccountPage() {
  const say = useWords()
  const account = useAccount()
  usePageTitle(say('account.title'))
  return (
    <>
      <PageHead title={say('account.title')} />
      <AccountIndex />
      {account.isError && <ErrorState error={account.error} onRetry={() => void account.refetch()} />}
      {account.isPending && <Sections />}
      {account.data && (
        <ConfirmationScope email={account.data.email}>
          <AccountNotices />
          <Sections account={account.data} />
        </ConfirmationScope>
      )}
    </>
  )
}

/** In the order in which people look for them; skeletons while the account is not here. */
function Sections({ account }: { account?: Account }) {
  const say = useWords()
  return (
    <>
      <Section anchor="profile" title={say('account.profile')} lead={say('account.profileText')}>
        {account ? (
          <>
            <ProfilePicture id={account.id} name={account.name} />
            <ProfileForm account={account} />
          </>
        ) : (
          <Skeleton className="h-72 w-full" />
        )}
      </Section>
      <Section anchor="sign-in" title={say('account.email')} lead={say('account.emailText')}>
        {account ? <EmailForm email={account.email} /> : <Skeleton className="h-32 w-full" />}
      </Section>
      <Section title={say('account.password')} lead={say('account.passwordText')}>
        {account ? <PasswordForm email={account.email} /> : <Skeleton className="h-48 w-full" />}
      </Section>
      <Section title={say('passkeys.title')} lead={say('passkeys.text')}>
        {account ? <Passkeys /> : <Skeleton className="h-24 w-full" />}
      </Section>
      <Section title={say('secondFactor.title')} lead={say('secondFactor.text')}>
        {account ? <SecondFactor /> : <Skeleton className="h-11 w-56" />}
      </Section>
      <Section anchor="devices" title={say('devices.title')} lead={say('devices.text')}>
        {account ? <Devices /> : <Skeleton className="h-32 w-full" />}
      </Section>
      <Section anchor="apps" title={say('apps.section')} lead={say('apps.lead')}>
        {account ? <ConnectedApps /> : <Skeleton className="h-16 w-full" />}
      </Section>
      <Section anchor="appearance" title={say('account.appearance')} lead={say('account.appearanceText')}>
        <Appearance />
      </Section>
      <Section anchor="leaving" title={say('account.signOut')} lead={say('account.signOutText')}>
        <SignOut />
      </Section>
      <Section title={say('deleting.own')} lead={say('deleting.ownLead')}>
        {account ? <DeleteOwnAccount email={account.email} /> : <Skeleton className="h-11 w-40" />}
      </Section>
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
  const signOut = useSignOut()
  const [busy, setBusy] = useState(false)
  const leave = async () => {
    setBusy(true)
    if (!(await signOut())) setBusy(false)
  }
  return (
    <Button variant="quiet" icon={<LogOut aria-hidden />} busy={busy} onClick={() => void leave()}>
      {say('account.signOutEverywhere')}
    </Button>
  )
}
