import { Button, buttonClass, Skeleton, TextField } from '@bell/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { openApi } from '../open-api.ts'
import { codeOf, useProblem } from '../problems.ts'
import { DoorFrame } from '../shell/door-frame.tsx'
import { fieldText } from '../shell/field-text.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { PasswordField } from '../shell/password-field.tsx'
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
  const details = useQuery({
    queryKey: ['interaction', uid],
    queryFn: async () => (await openApi.GET('/interaction/{uid}/details', { params: { path: { uid } } })).data!,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (codeOf(details.error) === 'interaction_expired') return <Expired />
  const client = details.data?.client.name
  return (
    <DoorFrame
      title={say('signIn.title')}
      lead={client ? say('signIn.lead', { client }) : details.isPending ? <Skeleton className="h-5 w-56" /> : undefined}
    >
      <SignInForm uid={uid} email={details.data?.loginHint ?? undefined} />
    </DoorFrame>
  )
}

interface Credentials {
  email: string
  password: string
  keep?: boolean
}

function SignInForm({ uid, email }: { uid: string; email: string | undefined }) {
  const say = useWords()
  const problem = useProblem()
  const [deleted, setDeleted] = useState<{ account: DeletedAccountInfo; credentials: Credentials }>()
  const password = useRef<HTMLInputElement>(null)
  const { data: signUp } = useQuery({
    queryKey: ['sign-up'],
    queryFn: async () => (await openApi.GET('/api/sign-up')).data!,
  })
  const signIn = useMutation({
    mutationFn: async (body: Credentials) =>
      (await openApi.POST('/interaction/{uid}/sign-in', { params: { path: { uid } }, body })).data!,
    onSuccess: ({ redirectTo }) => location.assign(redirectTo),
    onError(error, credentials) {
      const account = deletedAccountOf(error)
      if (account) setDeleted({ account, credentials })
      else password.current?.select()
    },
  })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    signIn.mutate({ email: fieldText(form, 'username'), password: fieldText(form, 'password') })
  }

  if (codeOf(signIn.error) === 'interaction_expired') {
    return (
      <div className="grid gap-5">
        <FormAlert>{problem(signIn.error)}</FormAlert>
        <StartAgain />
      </div>
    )
  }
  if (deleted) {
    return (
      <DeletedAccount
        account={deleted.account}
        busy={signIn.isPending || signIn.isSuccess}
        problem={signIn.error && !deletedAccountOf(signIn.error) ? problem(signIn.error) : undefined}
        onKeep={() => signIn.mutate({ ...deleted.credentials, keep: true })}
        onLeave={() => {
          setDeleted(undefined)
          signIn.reset()
        }}
      />
    )
  }
  return (
    <form onSubmit={submit} className="grid gap-5">
      <TextField
        label={say('form.email')}
        name="username"
        type="email"
        autoComplete="username"
        autoCapitalize="off"
        spellCheck={false}
        required
        autoFocus
        maxLength={254}
        defaultValue={email}
      />
      <PasswordField
        ref={password}
        label={say('form.password')}
        name="password"
        autoComplete="current-password"
        required
      />
      <FormAlert>{signIn.error ? problem(signIn.error) : undefined}</FormAlert>
      <Button type="submit" busy={signIn.isPending || signIn.isSuccess} className="w-full">
        {say('signIn.submit')}
      </Button>
      <p className="text-muted min-h-5 text-center">
        {signUp?.open && (
          <a href="/join" className="text-accent font-semibold hover:underline">
            {say('signIn.join')}
          </a>
        )}
        {signUp && !signUp.open && say('signIn.byInvitation')}
      </p>
    </form>
  )
}

function Expired() {
  const say = useWords()
  return (
    <DoorFrame title={say('signIn.expired')} lead={say('signIn.expiredText')}>
      <StartAgain />
    </DoorFrame>
  )
}

function StartAgain() {
  const say = useWords()
  return (
    <a href={afresh} className={`${buttonClass()} w-full`}>
      {say('signIn.again')}
    </a>
  )
}
