import type { Db } from '@bell/platform/database'
import type { Provider } from 'oidc-provider'
import { recordAudit } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import type { AuthTables } from '../tables.ts'
import {
  claimMessage,
  dueMessages,
  dueRecipients,
  makeAllDue,
  postponeMessage,
  removeMessage,
} from './messages.queries.ts'
import type { Message } from './messages.queries.ts'
import { onMessageWritten } from './messages.ts'
import { sendMessage } from './send.ts'

const pollMs = 1000
/** Messages under way to one recipient, and recipients served at once: a slow one holds up nobody but itself. */
const atOnce = { messages: 8, recipients: 64 }
/** A message in hand is nobody else's for so long; longer than a try can take. */
const claimMs = 15_000
const backOff = { firstMs: 1000, mostMs: 60_000, lateMs: 15 * 60_000, lateAfterMs: 3_600_000 }
/** An own product's tokens are dead long before; another's app gets three days to come back. */
const givenUpAfterMs = 3 * 86_400_000

type Deps = Pick<AuthDeps, 'db' | 'clock' | 'newId' | 'log' | 'clients'>

/**
 * Delivers the logout messages, from now on: at once when one is written, each second what other processes wrote or
 * what is due again. A recipient that does not answer is asked again after 1, 2, 4 … 60 s, after an hour every quarter,
 * and for three days in all. @returns how to stop that: resolves when nothing is under way any more
 */
export function deliverLogouts(deps: Deps, provider: Provider) {
  const { db, clock, log } = deps
  const busy = new Map<string, Promise<void>>()
  let stopped = false
  let wake: () => void = () => undefined

  async function run() {
    // Whoever was away may be back, as we are.
    await attempt(() => makeAllDue(db, clock.now()))
    while (!stopped) {
      const woken = new Promise<void>((resolve) => (wake = resolve))
      await attempt(async () => {
        const due = await dueRecipients(db, clock.now(), atOnce.recipients)
        for (const clientId of due) if (!busy.has(clientId)) serve(clientId)
      })
      const timer = setTimeout(() => wake(), pollMs)
      timer.unref()
      await woken
      clearTimeout(timer)
    }
    await Promise.all(busy.values())
  }

  function serve(clientId: string) {
    busy.set(
      clientId,
      attempt(() => deliverTo(clientId)).finally(() => busy.delete(clientId)),
    )
  }

  async function deliverTo(clientId: string) {
    while (!stopped) {
      const messages = await dueMessages(db, clientId, clock.now(), atOnce.messages)
      const arrived = await Promise.all(messages.map(deliver))
      // What has not arrived has its own time; a recipient that takes nothing is left in peace until then.
      if (!arrived.includes(true)) return
    }
  }

  async function deliver(message: Message) {
    const now = clock.now()
    if (!(await claimMessage(db, message, now + claimMs))) return false
    try {
      await sendMessage(deps, provider, message)
    } catch (err) {
      await postpone(deps, message, now, err)
      return false
    }
    await removeMessage(db, message)
    return true
  }

  async function attempt(work: () => Promise<void>) {
    await work().catch((err: unknown) => log.error({ err }, 'Logout messages could not be read or marked'))
  }

  onMessageWritten(db, () => wake())
  const running = run()
  return async () => {
    stopped = true
    wake()
    await running
  }
}

async function postpone(deps: Deps & { db: Db<AuthTables> }, message: Message, now: number, err: unknown) {
  const { clientId, attempts, at } = message
  const age = now - at
  if (age > givenUpAfterMs) {
    await removeMessage(deps.db, message)
    await recordAudit(deps.db, deps, {
      action: 'logout.undelivered',
      subject: { kind: 'client', id: clientId },
      details: { attempts },
    })
    deps.log.error({ err, clientId, attempts }, 'A client could not be told of a logout: given up')
    return
  }
  const pause = age > backOff.lateAfterMs ? backOff.lateMs : Math.min(backOff.mostMs, backOff.firstMs * 2 ** attempts)
  // Jitter, so that what failed together does not come back together.
  await postponeMessage(deps.db, message, now + Math.round(pause * (0.75 + Math.random() / 4)))
  deps.log.warn({ err, clientId, attempts: attempts + 1 }, 'A client could not be told of a logout yet')
}
