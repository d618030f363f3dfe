import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from '@bell/platform/http'

const waiting = { firstMs: 200, mostMs: 5000, inAllMs: 120_000, attemptMs: 2000 }

/** What an engine answers that is on its way up, or a network that does not know it yet. */
const passing = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  // Our own, of a PostgreSQL that starts up, shuts down or has too many clients, and of an S3 that does not answer.
  'database_unavailable',
  'database_busy',
  'storage_unavailable',
])

export class EngineAway extends Error {}

/**
 * Opens an engine as soon as it can be reached, with growing pauses, and says for which it waits: processes and engines
 * that are started together need no order.
 * @param o.url with one address or several (`kafka://a:9092,b:9092`): one that answers is enough
 * @throws EngineAway after two minutes, or at once what is no matter of waiting (a wrong password)
 */
export async function openWhenReachable<T>(
  o: { engine: string; url: string; defaultPort: number; log: Pick<Logger, 'warn'>; inAllMs?: number },
  open: () => Promise<T>,
): Promise<T> {
  const addresses = addressesOf(o.url, o.defaultPort)
  const what = `${o.engine} at ${addresses.map(({ host, port }) => `${host}:${port}`).join(', ')}`
  return onceItAnswers({ what, log: o.log, inAllMs: o.inAllMs ?? waiting.inAllMs }, async () => {
    await Promise.any(addresses.map(reach))
    return open()
  })
}

/**
 * Asks again, with growing pauses, as long as what is asked for is away, and says what it waits for.
 * @throws EngineAway after `inAllMs`, or at once what is no matter of waiting
 */
export async function onceItAnswers<T>(
  o: { what: string; log: Pick<Logger, 'warn'>; inAllMs: number },
  ask: () => Promise<T>,
): Promise<T> {
  const until = performance.now() + o.inAllMs
  for (let pauseMs = waiting.firstMs; ; pauseMs = Math.min(pauseMs * 2, waiting.mostMs)) {
    try {
      return await ask()
    } catch (cause) {
      if (!isPassing(cause)) throw cause
      if (performance.now() + pauseMs > until) throw new EngineAway(`${o.what} does not answer.`, { cause })
      o.log.warn(`Waiting for ${o.what} …`)
      await wait(pauseMs)
    }
  }
}

async function reach({ host, port }: { host: string; port: number }) {
  const socket = connect({ host, port })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(waiting.attemptMs) })
  } finally {
    socket.destroy()
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isPassing)
  const { code, name } = error as { code?: string; name?: string }
  return name === 'AbortError' || (code !== undefined && passing.has(code))
}

function addressesOf(url: string, defaultPort: number) {
  const authority = url.replace(/^[\w+]+:\/\//, '').replace(/[/?].*$/s, '')
  const hosts = authority.slice(authority.lastIndexOf('@') + 1)
  return hosts.split(',').map((host) => {
    const { hostname, port } = new URL(`http://${host}`)
    return { host: hostname.replaceAll(/^\[|\]$/g, ''), port: Number(port || defaultPort) }
  })
}
