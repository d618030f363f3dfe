import type { Grant, KoaContextWithOIDC } from 'oidc-provider'
import type { AuthClient } from '../deps.ts'
import { sessionSecondsLeft } from './lifetimes.ts'
import { personScope } from './resources.ts'

/**
 * What a person has granted to a client in this session. The family's own products ask nobody for consent: where there
 * is no grant yet, one is made. @returns undefined for clients that are not the family's
 */
export async function findOrMakeGrant(ctx: KoaContextWithOIDC, clients: AuthClient[]): Promise<Grant | undefined> {
  const { provider, session, account } = ctx.oidc
  const client = clients.find(({ id }) => id === ctx.oidc.client!.clientId)
  if (!client || !session || !account) return undefined
  const known = session.grantIdFor(client.id)
  const existing = known === undefined ? undefined : await provider.Grant.find(known)
  const needed = Math.floor(Date.now() / 1000) + sessionSecondsLeft(session)
  if (existing && existing.accountId === account.accountId && (existing.exp ?? 0) >= needed) return existing
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.id })
  grant.addOIDCScope(personScope)
  grant.addResourceScope(client.audience, personScope)
  await grant.save()
  return grant
}
