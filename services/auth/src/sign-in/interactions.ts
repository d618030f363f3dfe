import { gone } from '@bell/platform/http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors, type Provider } from 'oidc-provider'
import { emailKeyOf, type AccountRow } from '../accounts/accounts.queries.ts'
import { auditSource, recordAudit } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
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
 * The end of every way to sign in. @param amr how the person was recognised (RFC 8176)
 * @returns where the browser goes on. @throws as admit
 */
export async function finishSignIn(
  deps: AuthDeps,
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
  { account: found, keep, amr }: { account: AccountRow; keep: boolean; amr: string[] },
): Promise<string> {
  const account = await admit(deps, found, keep)
  await recordAudit(deps.db, deps, {
    action: 'sign-in.succeeded',
    actorId: account.id,
    subject: { kind: 'account', id: account.id },
    from: auditSource(request),
    details: { amr: amr.join(' ') },
  })
  const result = { login: { accountId: account.id, amr } }
  const redirectTo = await provider.interactionResult(request.raw, reply.raw, result, {
    mergeWithLastSubmission: false,
  })
  markThisPlace(deps, provider, request, reply, account)
  return redirectTo
}
