import { repeat, type Clock } from '../clock/index.ts'
import type { Db, Tx } from '../database/index.ts'
import { unauthorized, unavailable, type Logger, type TokenDenials, type VerifiedToken } from '../http/index.ts'
import type { KeyValue } from '../key-value/index.ts'
import { listDenials, sweepDenials, writeDenial } from './denials.queries.ts'
import type { DenialTable, SessionTables } from './session.tables.ts'

/** What is refused from now on; see the table for what each kind means. */
export type Denial = Pick<DenialTable, 'kind' | 'subject' | 'at' | 'revision'>

export interface Denials extends TokenDenials {
  /** Writes a denial in the caller's transaction; `announce` follows when it has committed. */
  deny(tx: Tx<SessionTables>, denial: Denial): Promise<void>
  /** Makes a denial that is written count in every process. */
  announce(denial: Denial): Promise<void>
  /** Hears, in each process once, of every denial that comes up. */
  onDenied(listener: (denial: Denial) => void): void
  /** Whether a session is known to have ended, for what is bound to a `sid`. */
  hasEnded(sid: string): boolean
  /** Resolves when all that was denied before counts here. */
  start(): Promise<void>
  close(): Promise<void>
}

const pollMs = 1000
/** Looked back so far at every poll: what commits later may bear an earlier time, and clocks differ. */
const overlapMs = 30_000
const sweepEveryMs = 600_000
/** Without the database for longer than this, nobody knows who has signed out. */
const mostUncertainMs = 10_000
/** An access token's life (RFC 9068; AuthBell gives 300 s) and what clocks and requests under way may add. */
const tokenLifeMs = 300_000 + 60_000

/**
 * The sessions, people and clients whose tokens this product refuses although a signature says otherwise. The product's
 * own database is the truth; every process has it in memory: loaded before the first request, told by publish/subscribe,
 * and read again each second, so that a lost message costs a second and revives no token.
 * @param o.boundMs how long what is bound to a session would live by itself (stream addresses), where that is longer
 */
export function createDenials(o: {
  product: string
  db: Db<SessionTables>
  clock: Clock
  log: Logger
  keyValue: KeyValue
  boundMs?: number | undefined
}): Denials {
  const { db, clock, log, keyValue } = o
  const channel = `denials:${o.product}`
  const keptMs = Math.max(tokenLifeMs, (o.boundMs ?? 0) + 60_000)
  const known = { session: new Map(), person: new Map(), client: new Map() } as Record<
    Denial['kind'],
    Map<string, Denial & { until: number }>
  >
  const listeners = new Set<(denial: Denial) => void>()
  let freshAt = -Infinity
  let sweptAt = -Infinity
  let reading: Promise<void> | undefined
  let stop: (() => Promise<unknown>) | undefined

  function apply(denial: Denial) {
    const earlier = known[denial.kind].get(denial.subject)
    if (earlier && earlier.at >= denial.at && earlier.revision >= denial.revision) return
    known[denial.kind].set(denial.subject, { ...denial, until: clock.now() + keptMs })
    for (const listener of listeners) listener(denial)
  }

  async function read() {
    const now = clock.now()
    for (const denial of await listDenials(db, { since: freshAt - overlapMs, now })) apply(denial)
    freshAt = now
    if (now - sweptAt < sweepEveryMs) return
    sweptAt = now
    await sweepDenials(db, now)
    for (const those of Object.values(known))
      for (const [subject, { until }] of those) if (until <= now) those.delete(subject)
  }

  const readOnce = () => (reading ??= read().finally(() => (reading = undefined)))

  function refuse({ user, clientId, issuedAt, revision = 0 }: VerifiedToken) {
    if (user.sid !== undefined && known.session.has(user.sid))
      throw unauthorized('session_ended', 'The session has ended; please sign in again.', challenge)
    const client = known.client.get(clientId) ?? known.client.get(`${clientId} ${user.id}`)
    if (client && issuedAt <= client.at)
      throw unauthorized('session_ended', 'This app is not connected any more; sign in again.', challenge)
    const person = known.person.get(user.id)
    if (person && revision < person.revision)
      throw unauthorized('token_outdated', 'The account has changed since; ask for a new access token.', challenge)
  }

  async function refuseAfterReading(verified: VerifiedToken) {
    try {
      await readOnce()
    } catch (cause) {
      const detail = 'Whether this session goes on cannot be checked at the moment; please try again.'
      throw unavailable('sessions_unknown', detail, { cause, headers: { 'retry-after': '1' } })
    }
    refuse(verified)
  }

  return {
    check: (verified) => (clock.now() - freshAt > mostUncertainMs ? refuseAfterReading(verified) : refuse(verified)),

    async deny(tx, denial) {
      const now = clock.now()
      await writeDenial(tx, { ...denial, writtenAt: now, expiresAt: now + keptMs })
    },

    async announce(denial) {
      apply(denial)
      await keyValue
        .publish(channel, JSON.stringify(denial))
        .catch((err: unknown) => log.warn({ err }, 'A denial was not told to the other processes: they will read it'))
    },

    onDenied: (listener) => void listeners.add(listener),
    hasEnded: (sid) => known.session.has(sid),

    async start() {
      const unsubscribe = await keyValue.subscribe(channel, (message) => apply(JSON.parse(message) as Denial))
      await readOnce()
      const onError = (err: unknown) => log.error({ err }, 'What was denied could not be read')
      const stopReading = repeat({ everyMs: pollMs, onError }, readOnce)
      stop = () => Promise.all([unsubscribe(), stopReading()])
    },

    async close() {
      await stop?.()
    },
  }
}

const challenge = { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }
