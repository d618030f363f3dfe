import { inTransaction } from '@bell/platform/database'
import { gone } from '@bell/platform/http'
import type { Interaction, Provider } from 'oidc-provider'
import { findAccount } from '../accounts/accounts.queries.ts'
import { recordAudit, type AuditSource } from '../audit/audit.ts'
import { findClient } from '../clients/clients.queries.ts'
import { isProductScope, personScopes, productScopes, splitScopes } from '../clients/scopes.ts'
import type { AuthDeps } from '../deps.ts'
import { addScopes } from '../oidc/grants.ts'
import type { ConsentQuestion } from './consent.schema.ts'
import { findConsent } from './consents.queries.ts'

type Deps = Pick<AuthDeps, 'db' | 'clock' | 'newId' | 'family'>

const order: readonly string[] = [...personScopes, ...productScopes]

/** @throws interaction_expired (410) where app or account are gone in the meantime */
export async function askConsent(deps: Deps, interaction: Interaction): Promise<ConsentQuestion> {
  const { client, account } = await getParties(deps, interaction)
  const consent = await findConsent(deps.db, { accountId: account.id, clientId: client.id })
  const before = new Set(splitScopes(consent?.scopes ?? ''))
  return {
    client: {
      name: client.name,
      kind: client.kind,
      host: hostOf(interaction.params.redirect_uri),
      addedBy: client.adderName,
    },
    account: { id: account.id, name: account.name, email: account.email },
    scopes: scopesAsked(interaction, client.scopes).map((scope) => ({ scope, isNew: !before.has(scope) })),
  }
}

/**
 * Remembers what a person allows a client: for good, until it is taken back, and as a grant in this session.
 * @returns the grant's id
 * @throws interaction_expired (410)
 */
export async function allow(deps: Deps, provider: Provider, interaction: Interaction, from: AuditSource) {
  const { client, account } = await getParties(deps, interaction)
  const asked = scopesAsked(interaction, client.scopes)
  const pair = { accountId: account.id, clientId: client.id }
  await inTransaction(deps.db, async (tx) => {
    const now = deps.clock.now()
    const earlier = await findConsent(tx, pair)
    const scopes = [...new Set([...splitScopes(earlier?.scopes ?? ''), ...asked])].join(' ')
    await tx
      .insertInto('consent')
      .values({ ...pair, scopes, grantedAt: now, usedAt: now })
      .onConflict((row) => row.columns(['accountId', 'clientId']).doUpdateSet({ scopes, usedAt: now }))
      .execute()
    await recordAudit(tx, deps, {
      action: 'consent.granted',
      actorId: account.id,
      subject: { kind: 'client', id: client.id },
      from,
      details: { name: client.name, scopes: asked.join(' ') },
    })
  })
  const known = interaction.grantId === undefined ? undefined : await provider.Grant.find(interaction.grantId)
  const grant = known ?? new provider.Grant(pair)
  addScopes(grant, deps.family, asked)
  return grant.save()
}

/** What is asked for and may be: whatever else stands in the request, nobody is given. */
function scopesAsked({ params }: Interaction, allowed: string) {
  const known = new Set<string>([...personScopes, ...splitScopes(allowed).filter(isProductScope)])
  const asked = new Set(splitScopes(typeof params.scope === 'string' ? params.scope : ''))
  return order.filter((scope) => asked.has(scope) && known.has(scope))
}

async function getParties({ db }: Deps, { params, session }: Interaction) {
  const client = typeof params.client_id === 'string' ? await findClient(db, params.client_id) : undefined
  const account = session?.accountId === undefined ? undefined : await findAccount(db, session.accountId)
  if (!client || client.disabledAt !== null || !account || account.disabledAt !== null)
    throw gone('interaction_expired', 'This app cannot be used any more. Go back to it and start again.')
  return { client, account }
}

/** Where an address leads, as people recognise it. */
export function hostOf(address: unknown): string | null {
  const url = typeof address === 'string' ? URL.parse(address) : null
  if (!url) return null
  return url.host === '' ? url.protocol : url.host
}
