import type { FastifyRequest } from 'fastify'
import type { KeyValue } from '../key-value/index.ts'
import { tooMany } from './app-error.ts'

interface RateWindow {
  /** Names the limit; limits of one name count together. */
  name: string
  limit: number
  windowMs: number
}

export interface RateLimit extends RateWindow {
  /** What is counted: an address, an account, … */
  by: (request: FastifyRequest) => string
}

/** Guard: at most `limit` requests a window, counted in all processes together. @throws rate_limited (429) */
export function rateLimit(keyValue: KeyValue, { by, ...window }: RateLimit) {
  return async function limited(request: FastifyRequest): Promise<void> {
    await countAttempt(keyValue, window, by(request), request.server.clock.now())
  }
}

/** As rateLimit, of what is only known within a request. @param now ms UTC */
export async function countAttempt(
  keyValue: KeyValue,
  { name, limit, windowMs }: RateWindow,
  of: string,
  now: number,
): Promise<void> {
  const window = Math.floor(now / windowMs)
  const count = await keyValue.increment(`rate:${name}:${of}:${window}`, { ttlMs: windowMs })
  if (count > limit) {
    throw tooMany('rate_limited', 'Too many attempts. Please wait a little.', (window + 1) * windowMs - now)
  }
}
