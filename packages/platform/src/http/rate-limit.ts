import type { FastifyRequest } from 'fastify'
import type { KeyValue } from '../key-value/index.ts'
import { tooMany } from './app-error.ts'

export interface RateLimit {
  /** Names the limit; limits of one name count together. */
  name: string
  limit: number
  windowMs: number
  /** What is counted: an address, an account, … */
  by: (request: FastifyRequest) => string
}

/** Guard: at most `limit` requests a window, counted in all processes together. @throws rate_limited (429) */
export function rateLimit(keyValue: KeyValue, { name, limit, windowMs, by }: RateLimit) {
  return async function limited(request: FastifyRequest): Promise<void> {
    const now = request.server.clock.now()
    const window = Math.floor(now / windowMs)
    const count = await keyValue.increment(`rate:${name}:${by(request)}:${window}`, { ttlMs: windowMs })
    if (count > limit) {
      throw tooMany('rate_limited', 'Too many attempts. Please wait a little.', (window + 1) * windowMs - now)
    }
  }
}
