import { denyTokensEvent, type DenyTokens } from '@bell/platform/session'
import { Provider, type Client, type Configuration } from 'oidc-provider'
import type { AuthDeps } from '../deps.ts'
import type { Message } from './messages.queries.ts'

const timeoutMs = 2500

/** Of the library, which the types leave out: signs a logout token and posts it. @throws unless it is acknowledged */
interface LogoutClient extends Client {
  backchannelLogout(sub: string, sid: string): Promise<void>
}

/**
 * Tells one client, signed afresh. Whoever has no address for it (any more) needs not be told.
 * @throws where it is not acknowledged
 */
export async function sendMessage({ clients }: Pick<AuthDeps, 'clients'>, provider: Provider, message: Message) {
  const client = (await provider.Client.find(message.clientId)) as LogoutClient | undefined
  if (!client?.backchannelLogoutUri) return
  if (message.kind === 'session') await client.backchannelLogout(message.accountId!, message.subject)
  else if (clients.some(({ id }) => id === message.clientId)) await sendDenial(provider, client, message)
}

async function sendDenial(
  provider: Provider,
  client: LogoutClient,
  { kind, subject, at, revision, accountId }: Message,
) {
  const what: DenyTokens =
    kind === 'person' ? { revision } : { clientId: subject.split(' ')[0]!, at, wholly: accountId === null }
  const sub = accountId ?? subject
  const token = new provider.IdToken({ sub }, { client })
  Object.assign(token, { mask: { sub: null } })
  token.set('events', { [denyTokensEvent]: what })
  token.set('jti', crypto.randomUUID())
  const response = await fetch(client.backchannelLogoutUri!, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
    body: new URLSearchParams({ logout_token: await token.issue({ use: 'logout' }) }),
  })
  if (!response.ok) throw new Error(`It was answered ${response.status}.`)
}

type Fetch = NonNullable<Configuration['fetch']>

/**
 * How the provider fetches. What it would send by itself at a sign-out is left to the messages, which are written with
 * the end of the session and outlive a crash. Our products' addresses are configured, and may be private.
 * @param others for addresses that someone typed
 */
export function providerFetch({ clients }: Pick<AuthDeps, 'clients'>, others: Fetch): Fetch {
  const own = new Set(clients.map(({ backchannelLogoutUri }) => backchannelLogoutUri))
  return async (input, init = {}) => {
    const isLogout = init.body instanceof URLSearchParams && init.body.has('logout_token')
    if (isLogout && Provider.ctx) return new Response(null, { status: 204 })
    if (typeof input !== 'string' || !own.has(input)) return others(input, init)
    const { dispatcher: _guard, ...rest } = init as RequestInit & { dispatcher?: unknown }
    return fetch(input, rest)
  }
}
