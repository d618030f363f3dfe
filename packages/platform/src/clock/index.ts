import { randomUUID } from 'node:crypto'

export { pauseAfter } from './pause-after.ts'
export { repeat } from './repeat.ts'

export interface Clock {
  /** Milliseconds UTC since 1970. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** Makes UUIDv7 text (RFC 9562 §5.7), greater than every one made before it by the same maker. */
export type NewId = () => string

export function createIds(clock: Clock = systemClock): NewId {
  let time = 0
  let count = 0
  return () => {
    const now = clock.now()
    const random = randomUUID()
    if (now > time) {
      time = now
      // The counter starts low and at random, so that makers in several processes seldom meet (§6.2, method 1).
      count = Number.parseInt(random.slice(0, 3), 16) >> 1
    } else if (++count > 0xfff) {
      time++
      count = 0
    }
    const hex = time.toString(16).padStart(12, '0')
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7${count.toString(16).padStart(3, '0')}-${random.slice(19)}`
  }
}

/** A clock that stands still until a test moves it. */
export function testClock(start = Date.UTC(2026, 0, 1)): Clock & { advance(ms: number): void } {
  let time = start
  return { now: () => time, advance: (ms) => void (time += ms) }
}
