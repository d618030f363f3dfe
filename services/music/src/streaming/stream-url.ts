import { createHmac, timingSafeEqual } from 'node:crypto'

/** How long an address plays; the player asks for a new one by itself. */
export const streamUrlLifeMs = 6 * 60 * 60 * 1000

/**
 * How long an address of the store itself plays, to which a stream address may lead. Nothing ends it earlier, not even a
 * sign-out; the player asks the stream address again for the next.
 */
export const directLifeMs = 5 * 60 * 1000

export interface StreamGrant {
  trackId: string
  contentHash: string
  /** Whose address it is, '' where nobody was signed in; with the session that it must not outlive. */
  user: string
  sid: string
  /** Seconds UTC. */
  exp: number
  /** The file to keep, rather than the sound. */
  download: boolean
}

/** The path and query of a signed stream address. */
export function signStreamPath(key: string, grant: StreamGrant) {
  const { trackId, contentHash, user, sid, exp, download } = grant
  const query = new URLSearchParams({
    user,
    sid,
    exp: String(exp),
    ...(download && { download: '1' }),
    signature: signatureOf(key, grant).toString('base64url'),
  })
  return `/stream/${trackId}/${contentHash}?${query.toString()}`
}

/** In constant time, so that answers do not tell how much of a forged signature is right. */
export function isSigned(key: string, grant: StreamGrant, signature: string) {
  const right = signatureOf(key, grant)
  const given = Buffer.from(signature, 'base64url')
  return given.length === right.length && timingSafeEqual(given, right)
}

function signatureOf(key: string, { trackId, contentHash, user, sid, exp, download }: StreamGrant) {
  // JSON keeps the fields apart, whatever they hold.
  return createHmac('sha256', key)
    .update(JSON.stringify([trackId, contentHash, user, sid, exp, download]))
    .digest()
}
