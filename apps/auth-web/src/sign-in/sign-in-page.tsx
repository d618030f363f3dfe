import { buttonClass, Skeleton } from '@bell/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { openApi } from '../open-api.ts'
import { usePasskeySignIn } from '../passkeys/use-passkey-sign-in.ts'
import { codeOf, useProblem } from '../problems.ts'
import { CodeForm } from '../second-factor/code-form.tsx'
import { DoorFrame } from '../shell/door-frame.tsx'
import { CredentialsForm, type Credentials } from './credentials-form.tsx'
import { DeletedAccount, deletedAccountOf, type DeletedAccountInfo } from './deleted-account.tsx'

const route = getRouteApi('/sign-in')
/** Where a sign-in begins that no product asked for. */
const afresh = '/session/login?returnTo=/'

export function SignInPage() {
  const { interaction } = route.useSearch()
  useEffect(() => {
    if (interaction === undefined) location.replace(afresh)
  }, [interaction])
  return interaction === undefined ? undefined : <SignIn uid={interaction} />
}

function SignIn({ uid }: { uid: string }) {
  const say = useWords()
  const problem = useProblem()
  const [shared, setShared] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const [isSecondStep, setIsSecondStep] = useState(false)
  const [deleted, setDeleted] = useState<{ account: DeletedAccountInfo; keep: () => void }>()
  const details = useQuery({
    queryKey: ['interaction', uid],
    queryFn: async () => (await openApi.GET('/interaction/{uid}/details', { params: { path: { uid } } })).data!,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const passkeysExist = details.data?.passkeys ?? false
  const begin = () => setFailure(undefined)
  function fail(error: unknown, keep: () => void) {
    const account = deletedAccountOf(error)
    if (account) setDeleted({ account, keep })
    else setFailure(error)
  }
  const passkey = usePasskeySignIn(uid, {
    shared,
    isOffered: passkeysExist && !isSecondStep && !deleted,
    onAttempt: begin,
    onError: fail,
  })
  const signIn = useMutation({
    mutationFn: async (body: Credentials & { keep?: boolean }) =>
      (await openApi.POST('/interaction/{uid}/sign-in', { params: { path: { uid } }, body })).data!,
    onMutate: begin,
    onSuccess(answer) {
      if ('redirectTo' in answer) location.assign(answer.redirectTo)
      else setIsSecondStep(true)
    },
    onError: (error, credentials) => fail(error, () => signIn.mutate({ ...credentials, keep: true })),
  })

  if ([details.error, failure].some((error) => codeOf(error) === 'interaction_expired')) {
    return (
      <DoorFrame title={say('signIn.expired')} lead={say('signIn.expiredText')}>
        <a href={afresh} className={`${buttonClass()} w-full`}>
          {say('signIn.again')}
        </a>
      </DoorFrame>
    )
  }
  if (isSecondStep) {
    return (
      <DoorFrame title={say('secondFactor.step')} lead={say('secondFactor.stepText')}>
        <CodeForm uid={uid} onExpired={setFailure} />
      </DoorFrame>
    )
  }
  const client = details.data?.client.name
  const isBusy = signIn.isPending || (signIn.isSuccess && 'redirectTo' in signIn.data)
  const text = failure ? problem(failure) : undefined
  return (
    <DoorFrame
      title={say('signIn.title')}
      lead={client ? say('signIn.lead', { client }) : details.isPending ? <Skeleton className="h-5 w-56" /> : undefined}
    >
      {deleted ? (
        <DeletedAccount
          account={deleted.account}
          busy={isBusy || passkey.isBusy}
          problem={text}
          onKeep={deleted.keep}
          onLeave={() => {
            setDeleted(undefined)
            setFailure(undefined)
          }}
        />
      ) : (
        <CredentialsForm
          email={details.data?.loginHint ?? undefined}
          busy={isBusy}
          problem={text}
          onSubmit={signIn.mutate}
          passkey={{ exist: passkeysExist, ...passkey }}
          shared={shared}
          onSharedChange={setShared}
        />
      )}
    </DoorFrame>
  )
}
