import { keySetLifeMs } from '@bell/platform/http'
import { idTokenSeconds } from '../oidc/lifetimes.ts'

/** When keys come and go, in ms. */
export interface KeyTimes {
  /** How long a key signs before the next one takes over by itself; undefined where that is only done when asked for. */
  rotateEveryMs: number | undefined
  /** How long a key is published before it signs: longer than any verifier goes without asking for the keys again. */
  publishAheadMs: number
  /** How long a key that signs no more stays published: until its last token is dead. */
  keepMs: number
  /** How often each process looks for what is due, and for what another one changed. */
  lookEveryMs: number
}

/**
 * The one rule of rotation: verifiers' memory < time published ahead, and life of the longest token < time kept. Ours
 * ask again within ten minutes; an hour is what other apps' libraries keep keys for (mod_auth_openidc). The longest
 * token is the ID token; the rest is for clocks that differ and for the answer that was under way.
 */
export function keyTimes(rotateEveryMs: number | undefined): KeyTimes {
  return {
    rotateEveryMs,
    publishAheadMs: 3_600_000 + keySetLifeMs,
    keepMs: idTokenSeconds * 1000 + 300_000,
    lookEveryMs: 3_000,
  }
}
