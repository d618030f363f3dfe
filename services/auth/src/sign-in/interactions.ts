import { gone } from '@bell/platform/http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors, type Provider } from 'oidc-provider'
import { emailKeyOf, type AccountRow } from '../accounts/accounts.queries.ts'
import { auditSource, recordAudit } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { unseenNotices } from '../devices/notices.ts'
import { cookiesOf } from '../oidc/provider-session.ts'
import { knownPlaceCookie, knownPlaceOptions, markPlace } from './known-places.ts'
import { admit } from './sign-in.ts'

/** @throws interaction_expired (410) where this browser has no such sign-in under way (any more) */
export async function getInteraction(provider: Provider, request: FastifyRequest, uid: string, reply: FastifyReply) {
  try {
    const interaction = await provider.interactionDetails(request.raw, reply.raw)
    if (interaction.uid === uid) return interaction
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error
  }
  throw gone('interaction_expired', 'This sign-in has been open for too long. Please start again.')
}

/** From where one signs in: what audit and limits need, and the mark of a browser that was here before. */
export function signInSource(
  deps: Pick<AuthDeps, 'origin'>,
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const mark = cookiesOf(provider, deps.origin, request, reply).get(knownPlaceCookie)
  return { ...auditSource(request), mark }
}
export type SignInSource = ReturnType<typeof signInSource>

/** Lets a later sign-in in this browser pass limits that strangers may use up. */
export function markThisPlace(
  deps: AuthDeps,
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
  account: AccountRow,
) {
  const cookies = cookiesOf(provider, deps.origin, request, reply)
  cookies.set(knownPlaceCookie, markPlace(deps, emailKeyOf(account.email)), knownPlaceOptions)
}

/**
 * The end of every way to sign in. `amr` is how the person was recognised (RFC 8176); on a `shared` computer the
 * session is short and leaves no mark.
 * @returns where the browser goes on: to what the person has to be told first, if anything. @throws as admit
 */
export async function finishSignIn(
  deps: AuthDeps,
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
  { account: found, keep, shared, amr }: { account: AccountRow; keep: boolean; shared: boolean; amr: string[] },
): Promise<string> {
  const account = await admit(deps, found, keep, auditSource(request))
  await recordAudit(deps.db, deps, {
    action: 'sign-in.succeeded',
    actorId: account.id,
    subject: { kind: 'account', id: account.id },
    from: auditSource(request),
    details: { amr: amr.join(' ') },
  })
  const result = { login: { accountId: account.id, amr, remember: !shared } }
  const redirectTo = await provider.interactionResult(request.raw, reply.raw, result, {
    mergeWithLastSubmission: false,
  })
  if (!shared) markThisPlace(deps, provider, request, reply, account)
  const isTold = (await unseenNotices(deps.db, account.id)).length === 0
  return isTold ? redirectTo : `${deps.origin}/notice?interaction=${redirectTo.split('/').at(-1)}`
}
