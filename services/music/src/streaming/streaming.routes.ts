import { AppError, conflict, forbidden, maybeSignedIn, type App } from '@bell/platform/http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OutgoingHttpHeaders } from 'node:http'
import { z } from 'zod'
import type { MusicDeps } from '../deps.ts'
import { can } from '../policies.ts'
import { TrackParams } from '../tracks/tracks.schema.ts'
import { trackNotFound } from '../tracks/tracks.ts'
import { findTrack } from '../tracks/tracks.queries.ts'
import { parseRange, type ByteRange } from './byte-range.ts'
import { findContent, type Content } from './streaming.queries.ts'
import { isSigned, signStreamPath, streamUrlLifeMs } from './stream-url.ts'

const StreamUrl = z.object({ url: z.string(), expiresAt: z.iso.datetime() })
const StreamParams = z.object({ trackId: z.uuid(), contentHash: z.string().regex(/^[0-9a-f]{64}$/) })
const StreamQuery = z.object({
  // Whatever is missing makes the signature wrong.
  user: z.string().max(200).default(''),
  sid: z.string().max(200).default(''),
  exp: z.coerce.number().default(0),
  signature: z.string().max(100).default(''),
})

/** Listening: an address that plays without a header of ours, signed for one person and one session. */
export function streamingRoutes(app: App, deps: MusicDeps) {
  const { db, clock, blobs, streamKey, origin } = deps

  app.post(
    '/api/tracks/:trackId/stream-url',
    { preHandler: maybeSignedIn, schema: { tags: ['streaming'], params: TrackParams, response: { 200: StreamUrl } } },
    async ({ params, viewer }) => {
      const track = await findTrack(db, params.trackId)
      if (!track || !can(viewer, 'seeTrack', track)) throw trackNotFound()
      if (track.status !== 'ready' || track.contentHash === null) throw notReady()
      const { id: trackId, contentHash } = track
      const exp = Math.floor((clock.now() + streamUrlLifeMs) / 1000)
      const grant = { trackId, contentHash, user: viewer?.id ?? '', sid: viewer?.sid ?? '', exp }
      return { url: origin + signStreamPath(streamKey, grant), expiresAt: new Date(exp * 1000).toISOString() }
    },
  )

  app.route({
    method: ['GET', 'HEAD'],
    url: '/stream/:trackId/:contentHash',
    schema: { tags: ['streaming'], params: StreamParams, querystring: StreamQuery },
    handler: async (request, reply) => {
      const { signature, ...query } = request.query
      const grant = { ...request.params, ...query }
      if (!isSigned(streamKey, grant, signature)) {
        throw forbidden('stream_url_invalid', 'This address was not given out here; ask for a new one.')
      }
      if (grant.exp * 1000 <= clock.now()) {
        throw forbidden('stream_url_expired', 'This address has expired; ask for a new one.')
      }
      const content = await findContent(db, grant)
      if (!content) throw trackNotFound()
      return sendContent(request, reply, content)
    },
  })

  function sendContent(request: FastifyRequest, reply: FastifyReply, { hash, key, bytes, contentType }: Content) {
    const etag = `"${hash}"`
    reply.headers({ etag, 'accept-ranges': 'bytes', 'cache-control': 'private, max-age=86400, no-transform' })
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
    const range = isCurrent(String(request.headers['if-range'] ?? etag), etag)
      ? parseRange(request.headers.range, bytes)
      : 'whole'
    if (range === 'unsatisfiable') {
      const headers = { 'content-range': `bytes */${bytes}` }
      throw new AppError(416, 'range_not_satisfiable', `This file has ${bytes} bytes.`, undefined, { headers })
    }
    const { start, end } = range === 'whole' ? { start: 0, end: bytes - 1 } : range
    if (range !== 'whole') reply.code(206).header('content-range', `bytes ${start}-${end}/${bytes}`)
    reply.header('content-length', end - start + 1).type(contentType)
    return request.method === 'HEAD' ? reply.send() : sendBytes(reply, key, { start, end })
  }

  /** The blob store writes to the connection itself, with memory that it uses again: a stream costs twice as much. */
  async function sendBytes(reply: FastifyReply, key: string, range: ByteRange) {
    const response = reply.hijack().raw
    response.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders)
    try {
      await blobs.send(key, range, response)
      response.end()
    } catch (error) {
      reply.log.error({ err: error, blob: key }, 'A blob could not be sent')
      response.destroy()
    }
    return reply
  }
}

/** RFC 9110 §13.1.5: a range is of the content one had only where the strong tag is the same. */
function isCurrent(ifRange: string, etag: string) {
  return ifRange === etag
}

function matches(ifNoneMatch: string | undefined, etag: string) {
  return ifNoneMatch?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag || tag.trim() === '*') ?? false
}

function notReady() {
  return conflict('track_not_ready', 'This track is still being read; it can be played in a moment.')
}
