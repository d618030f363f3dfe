import { buttonClass, ErrorState } from '@bell/ui'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useWords } from '../i18n/words.ts'
import { openApi } from '../open-api.ts'
import { DoorFrame } from '../shell/door-frame.tsx'
import { FormSkeleton } from './form-skeleton.tsx'
import { NewAccountForm } from './new-account-form.tsx'
import { useSecretFragment } from './use-secret-fragment.ts'

const route = getRouteApi('/setup')

/** The owner's account, made once, by who has the address that the console printed. */
export function SetupPage() {
  const say = useWords()
  const token = useSecretFragment()
  const { returnTo } = route.useSearch()
  const setup = useQuery({ queryKey: ['setup'], queryFn: async () => (await openApi.GET('/api/setup')).data! })

  if (setup.data?.needed === false) {
    return (
      <DoorFrame title={say('setup.done')} lead={say('setup.doneText')}>
        <a href="/session/login?returnTo=/" className={buttonClass()}>
          {say('signIn.submit')}
        </a>
      </DoorFrame>
    )
  }
  if (token === '') return <DoorFrame title={say('setup.title')} lead={say('setup.missing')} />
  return (
    <DoorFrame title={say('setup.title')} lead={say('setup.text')}>
      {setup.isPending && <FormSkeleton />}
      {setup.isError && <ErrorState error={setup.error} onRetry={() => void setup.refetch()} />}
      {setup.data && (
        <NewAccountForm
          submit={say('setup.submit')}
          make={async (account) => (await openApi.POST('/api/setup', { body: { ...account, token, returnTo } })).data!}
        />
      )}
    </DoorFrame>
  )
}
