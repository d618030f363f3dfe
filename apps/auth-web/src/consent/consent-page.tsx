import { Avatar, Button, buttonClass, Skeleton } from '@bell/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useWords } from '../i18n/words.ts'
import type { paths } from '../api.gen.ts'
import { openApi } from '../open-api.ts'
import { codeOf, useProblem } from '../problems.ts'
import { DoorFrame } from '../shell/door-frame.tsx'
import { FormAlert } from '../shell/form-alert.tsx'
import { ScopeList } from './scope-list.tsx'

const route = getRouteApi('/consent')
type Question = paths['/interaction/{uid}/consent/question']['get']['responses'][200]['content']['application/json']
type Decision = 'allow' | 'cancel' | 'other'

/** Asks whether another app may do what it asks for. */
export function ConsentPage() {
  const say = useWords()
  const { interaction: uid = '' } = route.useSearch()
  const problem = useProblem()
  const question = useQuery({
    queryKey: ['consent', uid],
    queryFn: async () =>
      (await openApi.GET('/interaction/{uid}/consent/question', { params: { path: { uid } } })).data!,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const decide = useMutation({
    mutationFn: async (decision: Decision) =>
      (
        await openApi.POST('/interaction/{uid}/consent/decision', {
          params: { path: { uid } },
          body: { decision },
        })
      ).data!,
    onSuccess: ({ redirectTo }) => location.assign(redirectTo),
  })
  if (uid === '' || question.isError || codeOf(decide.error) === 'interaction_expired') return <Expired />
  if (!question.data) return <Waiting />
  const { client, account, scopes } = question.data
  const isAgain = scopes.some(({ isNew }) => !isNew) && scopes.some(({ isNew }) => isNew)
  const leaving = decide.isPending || decide.isSuccess
  return (
    <DoorFrame title={say('consent.title', { app: client.name })} lead={<Where client={client} />}>
      <div className="grid gap-6">
        <Account account={account} busy={leaving} onOther={() => decide.mutate('other')} />
        <section className="grid gap-3">
          <h2 className="font-semibold">{say('consent.may', { app: client.name })}</h2>
          <ScopeList scopes={isAgain ? scopes : scopes.map(({ scope }) => ({ scope }))} />
        </section>
        <FormAlert>{decide.error ? problem(decide.error) : undefined}</FormAlert>
        <div className="grid grid-cols-2 gap-3">
          <Button
            variant="quiet"
            busy={leaving && decide.variables === 'cancel'}
            onClick={() => decide.mutate('cancel')}
          >
            {say('consent.cancel')}
          </Button>
          <Button busy={leaving && decide.variables === 'allow'} onClick={() => decide.mutate('allow')}>
            {say('consent.allow')}
          </Button>
        </div>
        <p className="text-muted text-xs">
          {client.addedBy === null ? say('consent.addedByOperator') : say('consent.addedBy', { name: client.addedBy })}{' '}
          {say('consent.takeBack')}
        </p>
      </div>
    </DoorFrame>
  )
}

function Where({ client: { host, kind } }: Pick<Question, 'client'>) {
  const say = useWords()
  if (host === null) return <>{say('consent.onDevice')}</>
  return <>{say(kind === 'native' ? 'consent.inApp' : 'consent.at', { host })}</>
}

function Account(props: { account: Question['account']; busy: boolean; onOther: () => void }) {
  const say = useWords()
  const { name, email, id } = props.account
  return (
    <div className="bg-raised rounded-panel flex flex-wrap items-center gap-3 p-3">
      <Avatar name={name} id={id} size={40} />
      <div className="mr-auto min-w-0">
        <div className="truncate font-semibold">{name}</div>
        <div className="text-muted truncate text-xs">{email}</div>
      </div>
      <Button variant="plain" size="sm" busy={props.busy} onClick={props.onOther}>
        {say('consent.notYou')}
      </Button>
    </div>
  )
}

function Waiting() {
  const say = useWords()
  return (
    <DoorFrame title={say('consent.waiting')} lead={<Skeleton className="h-5 w-56" />}>
      <div className="grid gap-6" aria-busy>
        <Skeleton className="h-16 w-full" />
        <Skeleton className="h-32 w-full" />
        <Skeleton className="h-11 w-full" />
      </div>
    </DoorFrame>
  )
}

function Expired() {
  const say = useWords()
  return (
    <DoorFrame title={say('signIn.expired')} lead={say('consent.expiredText')}>
      <a href="/" className={`${buttonClass({ variant: 'quiet' })} w-full`}>
        {say('lost.home')}
      </a>
    </DoorFrame>
  )
}
