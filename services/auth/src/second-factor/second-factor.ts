import { inTransaction, type Db, type Tx } from '@bell/platform/database'
import { conflict, gone, notFound, unauthorized, badRequest, type User } from '@bell/platform/http'
import { emailKeyOf, findAccount, type AccountRow } from '../accounts/accounts.queries.ts'
import { can, notYours } from '../accounts/policies.ts'
import { recordAudit, type AuditSource } from '../audit/audit.ts'
import type { Asker } from '../confirmation/confirmation.ts'
import type { AuthDeps } from '../deps.ts'
import { findKept, keepFor, takeKept } from '../ephemeral/ephemeral.ts'
import { queueMail } from '../mail/mail.ts'
import { open, seal } from '../oidc/sealing.ts'
import { endSessionsOf } from '../oidc/sessions.ts'
import type { SignInSource } from '../sign-in/interactions.ts'
import { knownPlace } from '../sign-in/known-places.ts'
import { countAttempt } from '../sign-in/sign-in-limits.ts'
import type { AuthTables } from '../tables.ts'
import { newRecoveryCodes, renewRecoveryCodes, useRecoveryCode } from './recovery-codes.ts'
import { findTotpStep, newTotpSecret, totpAddress } from './totp.ts'

const setupMs = 15 * 60_000
const purpose = 'second factor'
const setupKey = (accountId: string) => `second-factor:setup:${accountId}`

export async function hasSecondFactor(db: Db<AuthTables>, accountId: string): Promise<boolean> {
  return (await findFactor(db, accountId)) !== undefined
}

/** `since` is ms UTC. @returns undefined where it is off */
export async function describeSecondFactor(db: Db<AuthTables>, accountId: string) {
  const factor = await findFactor(db, accountId)
  if (!factor) return undefined
  const { left } = await db
    .selectFrom('recoveryCode')
    .select(({ fn }) => fn.countAll<number>().as('left'))
    .where('accountId', '=', accountId)
    .executeTakeFirstOrThrow()
  return { since: factor.createdAt, recoveryCodesLeft: Number(left) }
}

/**
 * Begins to turn it on: a secret for the authenticator app, which waits a quarter of an hour for its first code.
 * @throws second_factor_on (409)
 */
export async function beginSetup(deps: AuthDeps, { id, email }: AccountRow) {
  if (await hasSecondFactor(deps.db, id)) throw isOn()
  const secret = newTotpSecret()
  await keepFor(deps, setupKey(id), seal(deps.secret, purpose, secret, id), setupMs)
  return { secret, address: totpAddress(secret, `AuthBell (${new URL(deps.origin).hostname})`, email) }
}

/**
 * Turns it on with the app's first code, and ends one's other sessions.
 * @returns the recovery codes, this once. @throws setup_expired (410), wrong_code (400), second_factor_on (409)
 */
export async function turnOn(
  deps: AuthDeps,
  { account: { id, ...account }, sid, from }: Asker,
  code: string,
): Promise<string[]> {
  const sealed = await findKept(deps, setupKey(id))
  if (sealed === undefined) throw gone('setup_expired', 'That took too long. Please begin again.')
  const now = deps.clock.now()
  const step = findTotpStep(open(deps.secret, purpose, sealed, id), code, now)
  if (step === undefined) throw badRequest('wrong_code', 'This code is not right. Is the clock of your device?')
  const codes = newRecoveryCodes()
  await inTransaction(deps.db, async (tx) => {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('secondFactor')
      .values({ accountId: id, sealedSecret: sealed, lastStep: step, createdAt: now })
      .onConflict((row) => row.column('accountId').doNothing())
      .executeTakeFirst()
    if ((numInsertedOrUpdatedRows ?? 0n) === 0n) throw isOn()
    await renewRecoveryCodes(tx, deps, id, codes)
    await recordAudit(tx, deps, { action: 'second-factor.on', actorId: id, subject: { kind: 'account', id }, from })
    await queueMail(tx, deps, account, 'secondFactorOn', {})
    await endSessionsOf(tx, deps, id, { reason: 'credentials_changed', keep: { sid }, from })
  })
  await takeKept(deps, setupKey(id))
  return codes
}

/** Turns one's own off, which ends one's other sessions; again is no error. */
export function turnOff(deps: AuthDeps, { account, sid, from }: Asker) {
  return inTransaction(deps.db, async (tx) => {
    if (await remove(tx, deps, account, { actorId: account.id, from }))
      await endSessionsOf(tx, deps, account.id, { reason: 'credentials_changed', keep: { sid }, from })
  })
}

/**
 * Turns another's off, who has lost app and codes; `actor` is undefined for the operator at the command line.
 * @throws person_not_found (404), forbidden (403)
 */
export function turnOffFor(deps: AuthDeps, actor: User | undefined, personId: string, from?: AuditSource) {
  return inTransaction(deps.db, async (tx) => {
    const person = await findAccount(tx, personId)
    if (!person) throw notFound('person_not_found', 'There is no such account (any more).')
    if (actor && !can(actor, 'changePerson', person.role)) throw notYours()
    await remove(tx, deps, person, { actorId: actor?.id, from })
  })
}

/** New recovery codes, which are shown this once; the old ones are void. @throws second_factor_off (409) */
export async function replaceRecoveryCodes(deps: AuthDeps, { account, from }: Asker): Promise<string[]> {
  const codes = newRecoveryCodes()
  await inTransaction(deps.db, async (tx) => {
    if (!(await findFactor(tx, account.id))) throw conflict('second_factor_off', 'Two-step sign-in is off.')
    await renewRecoveryCodes(tx, deps, account.id, codes)
    const subject = { kind: 'account', id: account.id } as const
    await recordAudit(tx, deps, { action: 'recovery-codes.renewed', actorId: account.id, subject, from })
  })
  return codes
}

/**
 * The second step of a sign-in: the app's code, or a recovery code, each good once.
 * @returns the method as RFC 8176 names it, if it has a name. @throws wrong_code (401), rate_limited (429)
 */
export async function checkCode(deps: AuthDeps, account: AccountRow, code: string, { mark, ...from }: SignInSource) {
  const emailKey = emailKeyOf(account.email)
  const place = knownPlace(deps, mark, emailKey)
  const takeBack = await countAttempt(deps, 'code', { emailKey, address: from.address, place })
  const plain = code.replaceAll(/\s/g, '')
  const isOfApp = /^\d{6}$/.test(plain)
  const isRight = isOfApp
    ? await takeAppCode(deps, account.id, plain)
    : await takeRecoveryCode(deps, account, plain, from)
  if (!isRight) {
    const subject = { kind: 'account', id: account.id } as const
    await recordAudit(deps.db, deps, {
      action: 'sign-in.failed',
      subject,
      from,
      details: { amr: isOfApp ? 'otp' : 'recovery' },
    })
    throw unauthorized('wrong_code', 'This code is not right, or it was used already.')
  }
  await takeBack()
  return isOfApp ? ['otp'] : []
}

async function takeAppCode({ db, clock, secret }: AuthDeps, accountId: string, code: string) {
  const factor = await findFactor(db, accountId)
  if (!factor) return false
  const step = findTotpStep(open(secret, purpose, factor.sealedSecret, accountId), code, clock.now())
  if (step === undefined) return false
  // Whoever looked over the shoulder comes too late, also in the same instant.
  const { numUpdatedRows } = await db
    .updateTable('secondFactor')
    .set({ lastStep: step })
    .where('accountId', '=', accountId)
    .where('lastStep', '<', step)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

function takeRecoveryCode(deps: AuthDeps, account: AccountRow, code: string, from: AuditSource) {
  return inTransaction(deps.db, async (tx) => {
    const left = await useRecoveryCode(tx, deps, account.id, code)
    if (left === undefined) return false
    const subject = { kind: 'account', id: account.id } as const
    await recordAudit(tx, deps, { action: 'recovery-code.used', actorId: account.id, subject, from, details: { left } })
    await queueMail(tx, deps, account, 'recoveryCodeUsed', { left })
    return true
  })
}

async function remove(
  tx: Tx<AuthTables>,
  deps: AuthDeps,
  account: AccountRow,
  by: { actorId: string | undefined; from: AuditSource | undefined },
) {
  const { numDeletedRows } = await tx.deleteFrom('secondFactor').where('accountId', '=', account.id).executeTakeFirst()
  if (numDeletedRows === 0n) return false
  await tx.deleteFrom('recoveryCode').where('accountId', '=', account.id).execute()
  await recordAudit(tx, deps, { action: 'second-factor.off', subject: { kind: 'account', id: account.id }, ...by })
  await queueMail(tx, deps, account, 'secondFactorOff', {})
  return true
}

function findFactor(db: Db<AuthTables>, accountId: string) {
  return db.selectFrom('secondFactor').selectAll().where('accountId', '=', accountId).executeTakeFirst()
}

const isOn = () => conflict('second_factor_on', 'Two-step sign-in is on already.')
