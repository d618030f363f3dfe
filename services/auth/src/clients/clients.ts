import { inTransaction, type Tx } from '@bell/platform/database'
import { badRequest, conflict, notFound, type User } from '@bell/platform/http'
import { can, notYours } from '../accounts/policies.ts'
import type { AuditAction } from '../audit/audit-actions.ts'
import { recordAudit, type AuditSource } from '../audit/audit.ts'
import { disconnect } from '../consent/disconnect.ts'
import type { AuthDeps } from '../deps.ts'
import { originsOf } from '../oidc/cross-origin.ts'
import { hashOf } from '../oidc/sealing.ts'
import type { AuthTables } from '../tables.ts'
import { checkCalled, checkRedirects } from './client-addresses.ts'
import { readPublicKeys } from './client-keys.ts'
import { newSecret } from './client-secrets.ts'
import { findClient, replaceOrigins, type ClientRow } from './clients.queries.ts'
import type { ClientChange, NewClient } from './clients.schema.ts'

type Deps = Pick<AuthDeps, 'db' | 'clock' | 'newId' | 'privateApps'>

/** Who does it and from where; `actor` is undefined for the operator at the command line. */
interface By {
  actor?: User | undefined
  from?: AuditSource | undefined
}

/**
 * Registers an app. One with a server of its own gets a secret unless it brings keys.
 * @returns the secret too: it is told this once
 * @throws forbidden (403), and as checkClient
 */
export async function addClient(deps: Deps, { actor, from }: By, input: NewClient) {
  checkMayManage(actor)
  const { name, kind } = input
  const addresses = checkClient(deps, { ...input, secretHash: null })
  const secret = kind === 'server' && !addresses.jwks && !addresses.jwksUri ? newSecret() : null
  const client: ClientRow = {
    id: deps.newId(),
    name,
    kind,
    ...addresses,
    secretHash: secret === null ? null : hashOf(secret),
    earlierSecretHash: null,
    earlierSecretUntil: null,
    addedBy: actor?.id ?? null,
    createdAt: deps.clock.now(),
    disabledAt: null,
  }
  await inTransaction(deps.db, async (tx) => {
    await tx.insertInto('client').values(client).execute()
    await replaceOrigins(tx, client.id, originsOf(input.redirectUris))
    await note(tx, deps, 'client.added', client, { actor, from }, { kind, scopes: client.scopes })
  })
  return { client: { ...client, adderName: actor?.name ?? null }, secret }
}

/**
 * Changes an app, or disables or enables it: a disabled one can neither sign anyone in nor use what it has.
 * @throws forbidden (403), client_not_found (404), keys_needed (409), and as checkClient
 */
export async function changeClient(deps: Deps, { actor, from }: By, id: string, change: ClientChange) {
  checkMayManage(actor)
  return inTransaction(deps.db, async (tx) => {
    const before = await getClient(tx, id)
    const addresses = checkClient(deps, {
      ...before,
      redirectUris: change.redirectUris ?? list(before.redirectUris),
      postLogoutRedirectUris: change.postLogoutRedirectUris ?? list(before.postLogoutRedirectUris),
      backchannelLogoutUri:
        change.backchannelLogoutUri === undefined ? before.backchannelLogoutUri : change.backchannelLogoutUri,
      jwks: change.jwks === undefined ? before.jwks : change.jwks,
      jwksUri: change.jwksUri === undefined ? before.jwksUri : change.jwksUri,
      scopes: change.scopes ?? before.scopes.split(' ').filter(Boolean),
    })
    const disabledAt =
      change.disabled === undefined
        ? before.disabledAt
        : change.disabled
          ? (before.disabledAt ?? deps.clock.now())
          : null
    // Whoever has keys needs no secret any more.
    const keeps = addresses.jwks === null && addresses.jwksUri === null
    if (keeps && before.kind === 'server' && before.secretHash === null)
      throw conflict('keys_needed', `${before.name} has no secret: make one for it, and its keys go.`)
    const values = {
      ...addresses,
      name: change.name ?? before.name,
      disabledAt,
      ...(!keeps && { secretHash: null, earlierSecretHash: null, earlierSecretUntil: null }),
    }
    await tx.updateTable('client').set(values).where('id', '=', id).execute()
    if (change.redirectUris) await replaceOrigins(tx, id, originsOf(change.redirectUris))
    const { disabled, ...rest } = change
    await note(
      tx,
      deps,
      'client.changed',
      { ...before, ...values },
      { actor, from },
      {
        changed: Object.keys(rest).join(' '),
        ...(disabled !== undefined && { disabled }),
      },
    )
    return { ...before, ...values }
  })
}

/**
 * Gives an app a new secret.
 * @param keepOldHours how long the one until now works on; 0 where it may be in the wrong hands
 * @throws forbidden (403), client_not_found (404), no_secret (409)
 */
export async function rotateSecret(deps: Deps, { actor, from }: By, id: string, keepOldHours: number) {
  checkMayManage(actor)
  const secret = newSecret()
  return inTransaction(deps.db, async (tx) => {
    const client = await getClient(tx, id)
    if (client.kind !== 'server')
      throw conflict('no_secret', `${client.name} runs where nothing can be kept secret, so it has no secret.`)
    const keeps = keepOldHours > 0 && client.secretHash !== null
    const earlierSecretUntil = keeps ? deps.clock.now() + keepOldHours * 3_600_000 : null
    await tx
      .updateTable('client')
      .set({
        secretHash: hashOf(secret),
        earlierSecretHash: keeps ? client.secretHash : null,
        earlierSecretUntil,
        jwks: null,
        jwksUri: null,
      })
      .where('id', '=', id)
      .execute()
    await note(tx, deps, 'client.secret-rotated', client, { actor, from }, { keepOldHours })
    return { secret, earlierSecretUntil }
  })
}

/** Takes an app away, with all that people have allowed it. @throws forbidden (403), client_not_found (404) */
export async function removeClient(deps: Deps & Pick<AuthDeps, 'clients'>, { actor, from }: By, id: string) {
  checkMayManage(actor)
  await inTransaction(deps.db, async (tx) => {
    const client = await getClient(tx, id)
    await disconnect(tx, deps, { clientId: id })
    await tx.deleteFrom('clientOrigin').where('clientId', '=', id).execute()
    await tx.deleteFrom('client').where('id', '=', id).execute()
    await note(tx, deps, 'client.removed', client, { actor, from }, {})
  })
}

interface Checked {
  kind: ClientRow['kind']
  redirectUris: string[]
  postLogoutRedirectUris: string[]
  backchannelLogoutUri: string | null
  secretHash: string | null
  jwks: string | null
  jwksUri: string | null
  scopes: string[]
}

/**
 * What is kept of a client's addresses, keys and scopes.
 * @throws redirect_needed, keys_twice, keys_not_here (400), and as checkRedirects, checkCalled and readPublicKeys
 */
function checkClient({ privateApps }: Deps, client: Checked) {
  const { kind, redirectUris, postLogoutRedirectUris, backchannelLogoutUri, jwks, jwksUri, scopes } = client
  const refuse = (code: string, path: string, message: string) =>
    badRequest(code, message, { errors: [{ path, message }] })
  if (kind !== 'device' && redirectUris.length === 0)
    throw refuse('redirect_needed', 'redirectUris', 'Say where people come back to after they have signed in.')
  if (kind === 'device' && redirectUris.length > 0)
    throw refuse('redirect_needless', 'redirectUris', 'A device has no address that people come back to.')
  if (kind !== 'server' && (jwks !== null || jwksUri !== null))
    throw refuse(
      'keys_not_here',
      jwks === null ? 'jwksUri' : 'jwks',
      'Only an app with a server of its own can keep a key.',
    )
  if (jwks !== null && jwksUri !== null)
    throw refuse('keys_twice', 'jwksUri', 'Give the keys themselves, or the address where they are; not both.')
  checkRedirects(redirectUris, 'redirectUris', { kind, privateApps })
  checkRedirects(postLogoutRedirectUris, 'postLogoutRedirectUris', { kind, privateApps })
  checkCalled(backchannelLogoutUri, 'backchannelLogoutUri', { privateApps })
  checkCalled(jwksUri, 'jwksUri', { privateApps })
  return {
    redirectUris: JSON.stringify(redirectUris),
    postLogoutRedirectUris: JSON.stringify(postLogoutRedirectUris),
    backchannelLogoutUri,
    jwks: jwks === null ? null : readPublicKeys(jwks),
    jwksUri,
    scopes: [...new Set(scopes)].join(' '),
  }
}

const list = (json: string) => JSON.parse(json) as string[]

async function getClient(tx: Tx<AuthTables>, id: string) {
  const client = await findClient(tx, id)
  if (!client) throw notFound('client_not_found', 'There is no such app (any more).')
  return client
}

function checkMayManage(actor: User | undefined) {
  if (actor && !can(actor, 'manageClients', 'all')) throw notYours()
}

function note(
  tx: Tx<AuthTables>,
  deps: Deps,
  action: Extract<AuditAction, `client.${string}`>,
  { id, name }: Pick<ClientRow, 'id' | 'name'>,
  { actor, from }: By,
  details: Record<string, string | number | boolean>,
) {
  return recordAudit(tx, deps, {
    action,
    actorId: actor?.id,
    subject: { kind: 'client', id },
    from,
    details: { name, ...details },
  })
}
