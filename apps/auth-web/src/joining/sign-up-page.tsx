import { buttonClass } from '@bell/ui'
import { useQuery } from '@tanstack/react-query'
import { useWords } from '../i18n/words.ts'
import { openApi } from '../open-api.ts'
import { useProblem } from '../problems.ts'
import { DoorFrame } from '../shell/door-frame.tsx'
import { FormSkeleton } from './form-skeleton.tsx'
import { NewAccountForm } from './new-account-form.tsx'
import { useSecretFragment } from './use-secret-fragment.ts'

/** Where the letter of a sign-up leads: the address is known, name and password are chosen. */
export function SignUpPage() {
  const say = useWords()
  const problem = useProblem()
  const token = useSecretFragment()
  const link = useQuery({
    queryKey: ['sign-up-link', token],
    retry: false,
    queryFn: async () => (await openApi.POST('/api/sign-up/lookup', { body: { token: token || '-' } })).data!,
  })
  if (link.isPending) {
    return (
      <DoorFrame title={say('join.title')}>
        <FormSkeleton />
      </DoorFrame>
    )
  }
  if (link.isError) {
    return (
      <DoorFrame title={say('join.shut')} lead={problem(link.error)}>
        <a href="/join" className={buttonClass({ variant: 'quiet' })}>
          {say('join.sendLetter')}
        </a>
      </DoorFrame>
    )
  }
  return (
    <DoorFrame title={say('join.title')} lead={say('join.confirmed')}>
      <NewAccountForm
        email={link.data.email}
        submit={say('join.submit')}
        make={async ({ name, password, language }) =>
          (await openApi.POST('/api/sign-up/finish', { body: { token, name, password, language } })).data!
        }
      />
    </DoorFrame>
  )
}
