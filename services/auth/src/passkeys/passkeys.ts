import { inTransaction, isUniqueViolation, type Db } from '@bell/platform/database'
import { badRequest, conflict, notFound } from '@bell/platform/http'
import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server'
import type { Selectable } from 'kysely'
import type { AccountRow } from '../accounts/accounts.queries.ts'
import { recordAudit } from '../audit/audit.ts'
import type { Asker } from '../confirmation/confirmation.ts'
import type { AuthDeps } from '../deps.ts'
import { queueMail } from '../mail/mail.ts'
import { endSessionsOf } from '../oidc/sessions.ts'
import type { AuthTables, PasskeyTable } from '../tables.ts'
import { noteChallenge, takeChallenge } from './challenges.ts'
import type { NewPasskey } from './passkeys.schema.ts'

export type PasskeyRow = Selectable<PasskeyTable>

const mostPasskeys = 20
const addingMs = 10 * 60_000
/** EdDSA, ES256 and RS256 (COSE): what authenticators have; the library's default tries others that are experimental. */
const algorithms = [-8, -7, -257]

/** The relying party's id: passkeys are good for this host (and are lost to another). */
export const relyingPartyId = ({ origin }: Pick<AuthDeps, 'origin'>) => new URL(origin).hostname

/** Oldest first; by the index passkey_by_account. */
export function listPasskeys(db: Db<AuthTables>, accountId: string): Promise<PasskeyRow[]> {
  return db
    .selectFrom('passkey')
    .selectAll()
    .where('accountId', '=', accountId)
    .orderBy('id')
    .limit(mostPasskeys)
    .execute()
}

/** Whether anyone here has a passkey: else sign-in need not speak of them. */
export async function passkeysExist(db: Db<AuthTables>): Promise<boolean> {
  return (await db.selectFrom('passkey').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** What the browser is to ask for a new passkey. @throws too_many_passkeys (409) */
export async function beginAdding(deps: AuthDeps, { id, email, name }: AccountRow) {
  const known = await listPasskeys(deps.db, id)
  if (known.length >= mostPasskeys) throw tooMany()
  const options = await generateRegistrationOptions({
    rpName: 'AuthBell',
    rpID: relyingPartyId(deps),
    userName: email,
    userDisplayName: name,
    userID: new TextEncoder().encode(id),
    timeout: addingMs,
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: JSON.parse(transports) as string[],
    })),
    // To be found without a name typed first, and to ask for a finger, a face or a PIN: then it is two factors in one.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  await noteChallenge(deps, `add:${id}`, options.challenge, addingMs)
  return options
}

/** Adds the passkey that the browser made. @throws passkey_expired (400), passkey_refused (400), too_many_passkeys (409) */
export async function addPasskey(
  deps: AuthDeps,
  { account, from }: Asker,
  { name, response }: NewPasskey,
): Promise<PasskeyRow> {
  const { credential, credentialDeviceType } = await verify(deps, account.id, response)
  const row: PasskeyRow = {
    id: deps.newId(),
    accountId: account.id,
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: JSON.stringify(credential.transports ?? []),
    synced: credentialDeviceType === 'multiDevice' ? 1 : 0,
    name,
    createdAt: deps.clock.now(),
    lastUsedAt: null,
  }
  try {
    await inTransaction(deps.db, async (tx) => {
      if ((await listPasskeys(tx, account.id)).length >= mostPasskeys) throw tooMany()
      await tx.insertInto('passkey').values(row).execute()
      await recordAudit(tx, deps, {
        action: 'passkey.added',
        actorId: account.id,
        subject: { kind: 'account', id: account.id },
        from,
        details: { passkey: name, synced: row.synced === 1 },
      })
      await queueMail(tx, deps, account, 'passkeyAdded', { passkey: name })
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw refused(error)
    throw error
  }
  return row
}

async function verify(deps: AuthDeps, accountId: string, response: NewPasskey['response']) {
  const challenge = await takeChallenge(deps, `add:${accountId}`)
  if (challenge === undefined) throw badRequest('passkey_expired', 'That took too long. Please begin again.')
  const verified = await verifyRegistrationResponse({
    response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
    expectedChallenge: challenge,
    expectedOrigin: deps.origin,
    expectedRPID: relyingPartyId(deps),
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch((cause: unknown) => {
    throw refused(cause)
  })
  if (!verified.verified) throw refused()
  return verified.registrationInfo
}

/** @throws passkey_not_found (404) */
export async function renamePasskey(
  { db }: AuthDeps,
  accountId: string,
  id: string,
  name: string,
): Promise<PasskeyRow> {
  const row = await db
    .updateTable('passkey')
    .set({ name })
    .where('id', '=', id)
    .where('accountId', '=', accountId)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw notThere()
  return row
}

/** Removes a passkey and ends one's other sessions: it may be of a device that was lost. @throws passkey_not_found (404) */
export function removePasskey(deps: AuthDeps, { account, sid, from }: Asker, id: string) {
  return inTransaction(deps.db, async (tx) => {
    const row = await tx
      .deleteFrom('passkey')
      .where('id', '=', id)
      .where('accountId', '=', account.id)
      .returning('name')
      .executeTakeFirst()
    if (!row) throw notThere()
    await recordAudit(tx, deps, {
      action: 'passkey.removed',
      actorId: account.id,
      subject: { kind: 'account', id: account.id },
      from,
      details: { passkey: row.name },
    })
    await queueMail(tx, deps, account, 'passkeyRemoved', { passkey: row.name })
    await endSessionsOf(tx, deps, account.id, { reason: 'credentials_changed', keep: { sid }, from })
  })
}

const refused = (cause?: unknown) =>
  badRequest('passkey_refused', 'The answer of this passkey cannot be used. Please try again, or take another one.', {
    cause,
  })
const tooMany = () => conflict('too_many_passkeys', `${mostPasskeys} passkeys are the most. Remove one first.`)
const notThere = () => notFound('passkey_not_found', 'There is no such passkey (any more).')
