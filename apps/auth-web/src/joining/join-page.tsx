import { buttonClass } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { useWords } from '../i18n/words.ts'
import { openApi } from '../open-api.ts'
import { useProblem } from '../problems.ts'
import { DoorFrame } from '../shell/door-frame.tsx'
import { FormSkeleton } from './form-skeleton.tsx'
import { NewAccountForm } from './new-account-form.tsx'
import { AskForLetter } from './ask-for-letter.tsx'
import { useSecretFragment } from './use-secret-fragment.ts'

/** An account by invitation, or for anyone where sign-up is open. */
export function JoinPage() {
  const say = useWords()
  const problem = useProblem()
  const formats = useFormats()
  const token = useSecretFragment()
  const door = useQuery({
    queryKey: ['door', token],
    retry: false,
    queryFn: async () => {
      if (token === '') return { invitation: undefined, ...(await openApi.GET('/api/sign-up')).data! }
      const invitation = (await openApi.POST('/api/invitations/lookup', { body: { token } })).data!
      return { invitation, open: true, byMail: false }
    },
  })

  if (door.isPending) {
    return (
      <DoorFrame title={say('join.title')}>
        <FormSkeleton />
      </DoorFrame>
    )
  }
  if (door.isError || !door.data.open) {
    return (
      <DoorFrame
        title={say('join.shut')}
        lead={door.isError ? problem(door.error) : say('problems.invitationRequired')}
      >
        <a href="/session/login?returnTo=/" className={buttonClass({ variant: 'quiet' })}>
          {say('join.haveAccount')}
        </a>
      </DoorFrame>
    )
  }
  const { invitation, byMail } = door.data
  if (byMail) return <AskForLetter />
  return (
    <DoorFrame
      title={say('join.title')}
      lead={
        invitation
          ? say('join.invited', { role: say(`roles.${invitation.role}`), until: formats.date(invitation.expiresAt) })
          : say('join.open')
      }
    >
      <NewAccountForm
        submit={say('join.submit')}
        make={async (account) =>
          (await openApi.POST('/api/join', { body: { ...account, token: token === '' ? undefined : token } })).data!
        }
      />
    </DoorFrame>
  )
}
