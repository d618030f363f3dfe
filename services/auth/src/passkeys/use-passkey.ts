import { forbidden, unauthorized } from '@bell/platform/http'
import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server'
import { emailKeyOf, findAccount, type AccountRow } from '../accounts/accounts.queries.ts'
import { recordAudit, type AuditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { visitorLifeSeconds } from '../oidc/lifetimes.ts'
import type { SignInSource } from '../sign-in/interactions.ts'
import { knownPlace } from '../sign-in/known-places.ts'
import { countAttempt } from '../sign-in/sign-in-limits.ts'
import { isUsable } from '../sign-in/sign-in.ts'
import { noteChallenge, takeChallenge } from './challenges.ts'
import type { PasskeyAnswer } from './passkeys.schema.ts'
import { listPasskeys, relyingPartyId, type PasskeyRow } from './passkeys.ts'

/** The sign-in page may stand open, offering passkeys in its field, for as long as the sign-in that it is of. */
const signInMs = visitorLifeSeconds * 1000
const confirmMs = 10 * 60_000

/** What the browser is to ask for a sign-in: any passkey of this host. */
export async function beginSignIn(deps: AuthDeps, uid: string) {
  const options = await generateAuthenticationOptions({
    rpID: relyingPartyId(deps),
    userVerification: 'required',
    timeout: signInMs,
  })
  await noteChallenge(deps, `sign-in:${uid}`, options.challenge, signInMs)
  return options
}

/**
 * Whose passkey answered, for the sign-in `uid`.
 * @returns the account, and how it was recognised (RFC 8176). @throws passkey_unknown (401), rate_limited (429)
 */
export async function signInByPasskey(
  deps: AuthDeps,
  uid: string,
  answer: PasskeyAnswer,
  { mark, ...from }: SignInSource,
) {
  const passkey = await findPasskey(deps, answer.id)
  const account = passkey && (await findAccount(deps.db, passkey.accountId))
  const emailKey = account ? emailKeyOf(account.email) : ''
  const place = account && knownPlace(deps, mark, emailKey)
  const takeBack = await countAttempt(deps, 'passkey', { emailKey, address: from.address, place })
  const challenge = await takeChallenge(deps, `sign-in:${uid}`)
  const isRight = passkey && challenge !== undefined && (await isGenuine(deps, passkey, challenge, answer, from))
  if (!isRight || !account || !isUsable(deps, account)) {
    await recordAudit(deps.db, deps, {
      action: 'sign-in.failed',
      subject: account && { kind: 'account', id: account.id },
      from,
      details: { amr: 'passkey' },
    })
    throw unauthorized('passkey_unknown', 'This passkey is not known here (any more). Sign in in another way.')
  }
  await takeBack()
  // Possession of the key and a finger, face or PIN: two factors. A synced key is one in software.
  return { account, amr: [passkey.synced === 1 ? 'swk' : 'hwk', 'user', 'mfa'] }
}

/** What the browser is to ask so that one shows that it is oneself: a passkey of this account. */
export async function beginConfirmation(deps: AuthDeps, { id }: AccountRow) {
  const known = await listPasskeys(deps.db, id)
  const options = await generateAuthenticationOptions({
    rpID: relyingPartyId(deps),
    userVerification: 'required',
    timeout: confirmMs,
    allowCredentials: known.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: JSON.parse(transports) as string[],
    })),
  })
  await noteChallenge(deps, `confirm:${id}`, options.challenge, confirmMs)
  return options
}

/** @throws passkey_unknown (403) */
export async function confirmByPasskey(deps: AuthDeps, { id }: AccountRow, answer: PasskeyAnswer, from: AuditSource) {
  const passkey = await findPasskey(deps, answer.id)
  const challenge = await takeChallenge(deps, `confirm:${id}`)
  const isRight = passkey?.accountId === id && challenge !== undefined
  if (!isRight || !(await isGenuine(deps, passkey, challenge, answer, from)))
    throw forbidden('passkey_unknown', 'This is no passkey of your account.')
}

/** Whether the passkey itself answered this challenge; counts its use. */
async function isGenuine(
  deps: AuthDeps,
  passkey: PasskeyRow,
  challenge: string,
  answer: PasskeyAnswer,
  from: AuditSource,
) {
  const handle = answer.response.userHandle
  if (handle !== undefined && Buffer.from(handle, 'base64url').toString() !== passkey.accountId) return false
  const verified = await verifyAuthenticationResponse({
    response: answer as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
    expectedChallenge: challenge,
    expectedOrigin: deps.origin,
    expectedRPID: relyingPartyId(deps),
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId,
      publicKey: Buffer.from(passkey.publicKey, 'base64url'),
      // Compared below, where it can be told from other faults.
      counter: 0,
    },
  }).catch(() => undefined)
  if (!verified?.verified) return false
  return countUse(deps, passkey, verified.authenticationInfo.newCounter, from)
}

/** A counter that does not grow means that there is a copy of the key (WebAuthn Level 3, §6.1.1). */
async function countUse(
  deps: AuthDeps,
  { id, accountId, name, counter: known }: PasskeyRow,
  counter: number,
  from: AuditSource,
) {
  const counts = counter > 0 || known > 0
  const { numUpdatedRows } = await deps.db
    .updateTable('passkey')
    .set({ counter, lastUsedAt: deps.clock.now() })
    .where('id', '=', id)
    .$if(counts, (query) => query.where('counter', '<', counter))
    .executeTakeFirst()
  if (numUpdatedRows === 1n) return true
  const subject = { kind: 'account', id: accountId } as const
  const details = { passkey: name, counter, known }
  await recordAudit(deps.db, deps, { action: 'passkey.counter-fell', subject, from, details })
  deps.log.warn({ accountId, passkey: id }, 'The counter of a passkey fell: there may be a copy of it')
  return false
}

function findPasskey({ db }: Pick<AuthDeps, 'db'>, credentialId: string): Promise<PasskeyRow | undefined> {
  return db.selectFrom('passkey').selectAll().where('credentialId', '=', credentialId).executeTakeFirst()
}
