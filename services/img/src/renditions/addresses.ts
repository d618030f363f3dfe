import { createHmac, timingSafeEqual } from 'node:crypto'
import type { User } from '@bell/platform/http'
import type { Urls } from '../images/images.schema.ts'

/** The sizes whose addresses the API gives out. */
const presets = {
  thumb: { w: 320, h: 320, fit: 'cover' },
  small: { w: 320, fit: 'contain' },
  medium: { w: 640, fit: 'contain' },
  large: { w: 1920, fit: 'contain' },
} as const satisfies Record<keyof Urls, Asked>
const names = Object.keys(presets) as (keyof Urls)[]

/** What is asked for of a picture, in px; see sizes.ts. */
export interface Asked {
  w?: number | undefined
  h?: number | undefined
  fit: 'cover' | 'contain'
}

/** For one person, one session and one size of one picture. */
export interface Grant extends Asked {
  imageId: string
  user: string
  sid: string
  /** Seconds UTC. */
  expires: number
}

/**
 * Signed addresses end on these marks in time, so that those which are given out again and again meanwhile are the same
 * and browsers need not fetch what they have: each is good for one to two of these.
 */
const markMs = 30 * 60 * 1000
export const pictureUrlLifeMs = 2 * markMs

export function publicUrl(origin: string, publicId: string) {
  return `${origin}/i/${publicId}`
}

export function publicUrls(origin: string, publicId: string): Urls {
  return forEachPreset((asked) => `${publicUrl(origin, publicId)}?${queryOf(asked)}`)
}

/** @returns the addresses, and when (ms UTC) they end */
export function signedUrls(
  { origin, key, now }: { origin: string; key: string; now: number },
  imageId: string,
  { id, sid = '' }: Pick<User, 'id' | 'sid'>,
) {
  const expiresAt = Math.floor(now / markMs) * markMs + pictureUrlLifeMs
  const urls = forEachPreset((asked) => {
    const grant = { imageId, user: id, sid, expires: expiresAt / 1000, ...asked }
    const rest = new URLSearchParams({ expires: String(grant.expires), user: id, sid })
    return `${origin}/p/${imageId}?${queryOf(asked)}&${rest.toString()}&signature=${signatureOf(key, grant).toString('base64url')}`
  })
  return { urls, expiresAt }
}

/** In constant time, so that answers do not tell how much of a forged signature is right. */
export function isSigned(key: string, grant: Grant, signature: string) {
  const right = signatureOf(key, grant)
  const given = Buffer.from(signature, 'base64url')
  return given.length === right.length && timingSafeEqual(given, right)
}

function signatureOf(key: string, { imageId, user, sid, expires, w, h, fit }: Grant) {
  // JSON keeps the fields apart, whatever they hold.
  return createHmac('sha256', key)
    .update(JSON.stringify([imageId, user, sid, expires, w ?? null, h ?? null, fit]))
    .digest()
}

function queryOf({ w, h, fit }: Asked) {
  return [w && `w=${w}`, h && `h=${h}`, `fit=${fit}`].filter(Boolean).join('&')
}

function forEachPreset(address: (asked: Asked) => string) {
  return Object.fromEntries(names.map((name) => [name, address(presets[name])])) as Urls
}
