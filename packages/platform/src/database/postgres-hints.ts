import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { addressOf, type PostgresOptions } from './postgres-dialect.ts'

/** At most one hint is sent in this time, the last one at its end. */
const quietMs = 20
const reconnectMs = 1000
/** A network that is gone says nothing: only who asks finds out. */
const heartbeatMs = 10_000
const answerMs = 5000

/**
 * Tells the other processes on a schema that there is something to look for, by LISTEN and NOTIFY. Only a hint: it may be
 * lost, come late or be one too many, so whoever listens looks by itself as well, now and then.
 */
export interface Hints {
  send: () => void
  /** @returns how to stop */
  onHint: (listener: () => void) => () => void
}

export function createHints(o: PostgresOptions & { notify(channel: string, sender: string): Promise<unknown> }) {
  const channel = `bell_${o.schema}`
  const self = randomUUID()
  const listeners = new Set<() => void>()
  let sending: NodeJS.Timeout | undefined
  let again = false
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  let closed = false

  // Not in the transactions themselves: a commit that notifies waits for all others that do.
  function send() {
    if (closed) return
    if (sending) return void (again = true)
    o.notify(channel, self).catch(() => {})
    sending = setTimeout(() => {
      sending = undefined
      if (!again) return
      again = false
      send()
    }, quietMs).unref()
  }

  async function listen() {
    const limits = { connectionTimeoutMillis: answerMs, query_timeout: answerMs }
    const connection = new pg.Client({ ...addressOf(o), ...limits, application_name: `bell ${o.schema} hints` })
    client = connection
    const end = () => connection.end().catch(() => {})
    const beat = setInterval(() => void connection.query('select 1').catch(end), heartbeatMs).unref()
    connection.on('notification', ({ payload }) => payload !== self && tell())
    // It ends once, however it ends; what was missed meanwhile is looked for after the next beginning.
    connection.on('error', () => {})
    connection.on('end', () => {
      clearInterval(beat)
      if (client !== connection) return
      client = undefined
      if (!closed) retry = setTimeout(() => void listen(), reconnectMs).unref()
    })
    try {
      await connection.connect()
      await connection.query(`listen ${pg.escapeIdentifier(channel)}`)
      tell()
    } catch {
      await end()
    }
  }

  function tell() {
    for (const listener of listeners) listener()
  }

  return {
    send,
    onHint(listener: () => void) {
      listeners.add(listener)
      if (!client && !retry) void listen()
      return () => void listeners.delete(listener)
    },
    async close() {
      closed = true
      clearTimeout(sending)
      clearTimeout(retry)
      const last = client
      client = undefined
      await last?.end().catch(() => {})
    },
  }
}
