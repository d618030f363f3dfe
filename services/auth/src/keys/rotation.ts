import { inTransaction } from '@bell/platform/database'
import { conflict } from '@bell/platform/http'
import { recordAudit, type AuditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { sessionLifeSeconds } from '../oidc/lifetimes.ts'
import {
  deleteKeysGoneBefore,
  insertKey,
  listKeys,
  postponeKey,
  promoteKey,
  retireKey,
  withdrawKeys,
  type KeyRow,
} from './keys.queries.ts'
import type { KeyTimes } from './key-times.ts'
import { makeKey } from './make-key.ts'

/** On which processes hear that the table of keys has changed. */
export const keysChanged = 'auth.keys.changed'

/** A key that begins to sign later than this after its time has not been published all the while. */
const mostLateMs = 60_000

export type RotationDeps = Pick<AuthDeps, 'db' | 'clock' | 'secret' | 'newId' | 'keyValue' | 'keyTimes'>

/** Whose doing it is: none for the schedule, and for the operator at the command line. */
export interface Rotator {
  actorId?: string
  from?: AuditSource
}

/**
 * Begins a rotation: the next key is published now, signs when every verifier has it, and the key before it goes when
 * its last token is dead.
 * @throws rotation_under_way (409)
 */
export async function beginRotation(deps: RotationDeps, by: Rotator = {}) {
  if (await publishNext(deps, by)) return
  const next = (await listKeys(deps.db)).find(({ slot }) => slot === 'next')
  throw conflict(
    'rotation_under_way',
    next?.signsAt
      ? `The next key is published already and signs from ${new Date(next.signsAt).toISOString()} on.`
      : 'Another rotation is under way; please try again.',
  )
}

/**
 * For a key that has leaked: takes back every key at once, with all tokens they signed, and signs with a new one.
 * Products refresh their people's tokens by themselves; sessions go on.
 * @throws rotation_under_way (409) where another one did the same at the same moment
 */
export async function replaceKeys(deps: RotationDeps, by: Rotator = {}) {
  const key = await makeKey(deps)
  await inTransaction(deps.db, async (tx) => {
    const at = deps.clock.now()
    const withdrawn = await withdrawKeys(tx, at)
    if (!(await insertKey(tx, { ...key, slot: 'current', signsAt: at })))
      throw conflict('rotation_under_way', 'Another rotation is under way; look at the keys again.')
    for (const kid of withdrawn) await audit(tx, deps, 'key.withdrawn', kid, by)
    await audit(tx, deps, 'key.current', key.kid, by)
  })
  await deps.keyValue.publish(keysChanged, '')
}

/** Does what is due, once, however many processes try: a step that another one took changes no row any more. */
export async function advanceKeys(deps: RotationDeps) {
  const { db, clock, keyTimes } = deps
  const now = clock.now()
  const rows = await listKeys(db)
  const current = rows.find(({ slot }) => slot === 'current')
  const next = rows.find(({ slot }) => slot === 'next')
  if (!current) await makeFirst(deps)
  else if (next) {
    // Nobody looked when its time came, so nobody could fetch it before: AuthBell was down, or the machine asleep.
    if (next.signsAt! + mostLateMs < now) await postponeKey(db, next, now + keyTimes.publishAheadMs)
    else if (next.signsAt! <= now) await signWith(deps, current, next)
  } else if ((dueAt(rows, keyTimes) ?? Infinity) <= now) await publishNext(deps, {})
  // While a session lives, its ID tokens may come back as hints, which their keys must still tell from forged ones.
  const before = now - sessionLifeSeconds * 1000
  if (rows.some(({ goesAt }) => goesAt !== null && goesAt < before)) await deleteKeysGoneBefore(db, before)
}

/** When the schedule publishes the next key, ms UTC; undefined without a schedule, or where there is a next key already. */
export function dueAt(rows: KeyRow[], { rotateEveryMs, publishAheadMs }: KeyTimes): number | undefined {
  const current = rows.find(({ slot }) => slot === 'current')
  if (!current || rotateEveryMs === undefined || rows.some(({ slot }) => slot === 'next')) return undefined
  return current.signsAt! + Math.max(0, rotateEveryMs - publishAheadMs)
}

async function makeFirst(deps: RotationDeps) {
  const key = await makeKey(deps)
  await inTransaction(deps.db, async (tx) => {
    const signsAt = deps.clock.now()
    // Where another process that started at the same moment was first, its key is everyone's.
    if (await insertKey(tx, { ...key, slot: 'current', signsAt })) await audit(tx, deps, 'key.current', key.kid, {})
  })
}

async function publishNext(deps: RotationDeps, by: Rotator) {
  const key = await makeKey(deps)
  const published = await inTransaction(deps.db, async (tx) => {
    const signsAt = deps.clock.now() + deps.keyTimes.publishAheadMs
    if (!(await insertKey(tx, { ...key, slot: 'next', signsAt }))) return false
    await audit(tx, deps, 'key.rotation-begun', key.kid, by)
    return true
  })
  if (published) await deps.keyValue.publish(keysChanged, '')
  return published
}

async function signWith(deps: RotationDeps, current: KeyRow, next: KeyRow) {
  await inTransaction(deps.db, async (tx) => {
    const now = deps.clock.now()
    if (!(await retireKey(tx, current.kid, now + deps.keyTimes.keepMs))) return
    if (!(await promoteKey(tx, next.kid, now))) throw new Error('The next signing key is not there any more.')
    await audit(tx, deps, 'key.current', next.kid, {})
  })
  await deps.keyValue.publish(keysChanged, '')
}

function audit(
  tx: Parameters<typeof recordAudit>[0],
  deps: RotationDeps,
  action: 'key.rotation-begun' | 'key.current' | 'key.withdrawn',
  kid: string,
  { actorId, from }: Rotator,
) {
  return recordAudit(tx, deps, { action, actorId, from, subject: { kind: 'key', id: kid } })
}
