import type { Grant, KoaContextWithOIDC } from 'oidc-provider'
import { originOfScope, splitScopes } from '../clients/scopes.ts'
import { findConsent } from '../consent/consents.queries.ts'
import type { AuthDeps } from '../deps.ts'
import { sessionSecondsLeft } from './lifetimes.ts'
import { personScope } from './resources.ts'

type Deps = Pick<AuthDeps, 'db' | 'clients' | 'family'>

/**
 * What a person has granted to a client in this session. The family's own products ask nobody for consent, and other
 * apps ask once: where there is no grant yet, one is made of what was allowed before.
 * @returns undefined where a person is still to be asked
 */
export async function findOrMakeGrant(ctx: KoaContextWithOIDC, deps: Deps): Promise<Grant | undefined> {
  const { provider, session, account, client } = ctx.oidc
  if (!client || !session || !account) return undefined
  const known = grantJustAllowed(ctx) ?? session.grantIdFor(client.clientId)
  const existing = known === undefined ? undefined : await provider.Grant.find(known)
  const needed = Math.floor(Date.now() / 1000) + sessionSecondsLeft(session)
  if (existing && existing.accountId === account.accountId && (existing.exp ?? 0) >= needed) return existing
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  const own = deps.clients.find(({ id }) => id === client.clientId)
  if (own) {
    grant.addOIDCScope(personScope)
    grant.addResourceScope(own.audience, personScope)
  } else {
    const consent = await findConsent(deps.db, { accountId: account.accountId, clientId: client.clientId })
    if (!consent) return undefined
    addScopes(grant, deps.family, splitScopes(consent.scopes))
  }
  await grant.save()
  return grant
}

/** Adds scopes to a grant, each where it belongs: to a product, or to what is told about the person. */
export function addScopes(grant: Grant, family: AuthDeps['family'], scopes: readonly string[]) {
  for (const scope of scopes) {
    const origin = originOfScope(family, scope)
    if (origin === undefined) grant.addOIDCScope(scope)
    else grant.addResourceScope(origin, scope)
  }
}

const grantJustAllowed = ({ oidc }: KoaContextWithOIDC) =>
  (oidc.result?.consent as { grantId?: string } | undefined)?.grantId
