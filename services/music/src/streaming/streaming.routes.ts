import { BlobError, type BlobErrorCode, type DirectReads } from '@bell/platform/blobs'
import { AppError, conflict, forbidden, maybeSignedIn, notFound, privateCaching, type App } from '@bell/platform/http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OutgoingHttpHeaders } from 'node:http'
import { z } from 'zod'
import type { MusicDeps } from '../deps.ts'
import { can } from '../policies.ts'
import { readCard } from '../tracks/cards.ts'
import { TrackParams } from '../tracks/tracks.schema.ts'
import { trackNotFound } from '../tracks/tracks.ts'
import { findTrack } from '../tracks/tracks.queries.ts'
import { parseRange, type ByteRange } from './byte-range.ts'
import { trackAttachment } from './download-name.ts'
import { findContent, getSeekHead, hasSeekIndex, type Content } from './streaming.queries.ts'
import { directLifeMs, isSigned, signStreamPath, streamUrlLifeMs } from './stream-url.ts'

const StreamUrlRequest = z
  .object({
    /** Asks for the file to keep. */
    download: z.boolean().optional(),
    /** What the player also plays from MP4, which can be sought in exactly. */
    inMp4: z.array(z.enum(['mp3', 'aac', 'flac'])).optional(),
  })
  .nullish()
const indexable = { mp3: 'audio/mpeg', aac: 'audio/aac', flac: 'audio/flac' }
const StreamUrl = z.object({ url: z.string(), expiresAt: z.iso.datetime() })
const StreamParams = z.object({ trackId: z.uuid(), contentHash: z.string().regex(/^[0-9a-f]{64}$/) })
const StreamQuery = z.object({
  // Whatever is missing makes the signature wrong.
  user: z.string().max(200).default(''),
  sid: z.string().max(200).default(''),
  exp: z.coerce.number().default(0),
  signature: z.string().max(100).default(''),
  download: z.literal('1').optional(),
  /** The same sound, with a table to seek by in front. Nothing that a signature needs to guard. */
  form: z.literal('mp4').optional(),
})

/** Listening: an address that plays without a header of ours, signed for one person and one session. */
export function streamingRoutes(app: App, deps: MusicDeps) {
  const { db, clock, blobs, images, streamKey, origin, denials } = deps

  app.post(
    '/api/tracks/:trackId/stream-url',
    {
      preHandler: maybeSignedIn,
      config: { reads: true },
      schema: { tags: ['streaming'], params: TrackParams, body: StreamUrlRequest, response: { 200: StreamUrl } },
    },
    async ({ params, body, viewer }) => {
      const { download = false, inMp4 = [] } = body ?? {}
      const track = await findTrack(db, params.trackId)
      if (!track || !can(viewer, 'seeTrack', track)) throw trackNotFound()
      if (download && !can(viewer, 'downloadTrack', track)) throw noDownload()
      if (track.status !== 'ready' || track.contentHash === null) throw notReady()
      const { id: trackId, contentHash } = track
      const exp = Math.floor((clock.now() + streamUrlLifeMs) / 1000)
      const grant = { trackId, contentHash, user: viewer?.id ?? '', sid: viewer?.sid ?? '', exp, download }
      const indexed =
        !download &&
        inMp4.some((codec) => indexable[codec] === track.contentType) &&
        (await hasSeekIndex(db, contentHash))
      const url = origin + signStreamPath(streamKey, grant) + (indexed ? '&form=mp4' : '')
      return { url, expiresAt: new Date(exp * 1000).toISOString() }
    },
  )

  app.route({
    method: ['GET', 'HEAD'],
    url: '/stream/:trackId/:contentHash',
    schema: { tags: ['streaming'], params: StreamParams, querystring: StreamQuery },
    handler: async (request, reply) => {
      const { signature, form, download, ...query } = request.query
      const grant = { ...request.params, ...query, download: download === '1' }
      if (!isSigned(streamKey, grant, signature)) {
        throw forbidden('stream_url_invalid', 'This address was not given out here; ask for a new one.')
      }
      if (grant.exp * 1000 <= clock.now()) {
        throw forbidden('stream_url_expired', 'This address has expired; ask for a new one.')
      }
      // An empty sid is a visitor's, who has nothing that could end.
      if (denials.hasEnded(grant.sid)) {
        throw forbidden('stream_url_ended', 'The session that this address was given to has ended.')
      }
      const content = await findContent(db, grant)
      if (!content) throw trackNotFound()
      const sent = form === 'mp4' ? inMp4(content) : asItIs(content)
      const name = grant.download ? trackAttachment(readCard(content.card, images), content.contentType) : undefined
      if (blobs.direct && sent.headBytes === 0 && request.method === 'GET') {
        return leaveToStore(reply, sent, blobs.direct, { name, leftMs: grant.exp * 1000 - clock.now() })
      }
      if (name !== undefined) reply.header('content-disposition', name)
      return sendContent(request, reply, sent)
    },
  })

  function asItIs({ hash, key, bytes, contentType }: Content): Sent {
    return { etag: `"${hash}"`, contentType, bytes, headBytes: 0, hash, key, dataStart: 0 }
  }

  function inMp4(content: Content): Sent {
    const { hash, key, headBytes, dataStart } = content
    // The index goes only with the content.
    if (headBytes === null || dataStart === null) throw trackNotFound()
    const bytes = headBytes + content.bytes - dataStart
    return { etag: `"${hash}-mp4"`, contentType: 'audio/mp4', bytes, headBytes, hash, key, dataStart }
  }

  function sendContent(request: FastifyRequest, reply: FastifyReply, sent: Sent) {
    const { etag, bytes, contentType } = sent
    reply.headers({
      etag,
      'accept-ranges': 'bytes',
      'cache-control': privateCaching(origin, 'max-age=86400, no-transform'),
    })
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
    const range = isCurrent(String(request.headers['if-range'] ?? etag), etag)
      ? parseRange(request.headers.range, bytes)
      : 'whole'
    if (range === 'unsatisfiable') {
      const headers = { 'content-range': `bytes */${bytes}` }
      throw new AppError(416, 'range_not_satisfiable', `This file has ${bytes} bytes.`, undefined, { headers })
    }
    if (blobs.proxyAddress && sent.headBytes === 0) return leaveToProxy(reply, sent, blobs.proxyAddress(sent.key))
    const { start, end } = range === 'whole' ? { start: 0, end: bytes - 1 } : range
    if (range !== 'whole') reply.code(206).header('content-range', `bytes ${start}-${end}/${bytes}`)
    reply.header('content-length', end - start + 1).type(contentType)
    return request.method === 'HEAD' ? sendHead(reply, sent, end) : sendBytes(reply, sent, { start, end })
  }

  /**
   * The proxy sends the file, or the range of it that was asked for. It knows it by a tag of its own, made of the file's
   * size and time, which is never ours: what comes back with one is always left to it.
   */
  async function leaveToProxy(reply: FastifyReply, { key, bytes, contentType }: Sent, address: string) {
    const stored = await blobs.stat(key)
    if (!stored?.complete || stored.size < bytes) throw withoutContent(reply, fileMissing())
    // nginx would repeat it beside its own.
    return reply.removeHeader('accept-ranges').type(contentType).header('x-accel-redirect', address).send()
  }

  /** The store sends the file, to whoever comes with an address that was signed here and is soon over. */
  async function leaveToStore(
    reply: FastifyReply,
    { key, bytes, contentType }: Sent,
    direct: DirectReads,
    { name, leftMs }: { name: string | undefined; leftMs: number },
  ) {
    const stored = await blobs.stat(key)
    if (!stored?.complete || stored.size < bytes) throw fileMissing()
    const seconds = Math.ceil(Math.min(directLifeMs, leftMs) / 1000)
    const address = await direct.address(key, { contentType, disposition: name, seconds })
    return reply.header('cache-control', 'private, no-store').redirect(address, 302)
  }

  /** What would be sent, if it is there. */
  async function sendHead(reply: FastifyReply, { key, headBytes, dataStart }: Sent, end: number) {
    const stored = await blobs.stat(key)
    const isThere = end < headBytes || (stored?.complete && stored.size > end + dataStart - headBytes)
    if (!isThere) throw withoutContent(reply, fileMissing())
    return reply.send()
  }

  /** The blob store writes to the connection itself, with memory that it uses again: a stream costs twice as much. */
  async function sendBytes(reply: FastifyReply, { hash, key, headBytes, dataStart }: Sent, { start, end }: ByteRange) {
    const head = start < headBytes ? (await getSeekHead(db, hash)).subarray(start, end + 1) : undefined
    const response = reply.raw
    const begin = () => {
      reply.hijack()
      response.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders)
      if (head) response.write(head)
    }
    try {
      if (end < headBytes) begin()
      else {
        const shift = dataStart - headBytes
        const range = { start: Math.max(start, headBytes) + shift, end: end + shift }
        await blobs.send(key, range, response, (size) => {
          if (size <= range.end) throw fileMissing()
          begin()
        })
      }
      response.end()
    } catch (error) {
      reply.log.error({ err: error, blob: key }, 'A blob could not be sent')
      if (!response.headersSent) throw withoutContent(reply, error)
      response.destroy()
    }
    return reply
  }
}

/** A content as it goes out: `headBytes` of a seek index, then the blob from `dataStart` on. */
interface Sent {
  etag: string
  contentType: string
  bytes: number
  hash: string
  key: string
  headBytes: number
  dataStart: number
}

/** RFC 9110 §13.1.5: a range is of the content one had only where the strong tag is the same. */
function isCurrent(ifRange: string, etag: string) {
  return ifRange === etag
}

function matches(ifNoneMatch: string | undefined, etag: string) {
  return ifNoneMatch?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag || tag.trim() === '*') ?? false
}

/** What is to be answered instead of the content, whose headers are taken back. */
function withoutContent(reply: FastifyReply, error: unknown) {
  for (const name of ['etag', 'content-range', 'content-length', 'content-disposition']) reply.removeHeader(name)
  return error instanceof BlobError && missing.has(error.code) ? fileMissing() : error
}

const missing = new Set<BlobErrorCode>(['blob_not_found', 'blob_incomplete'])

function fileMissing() {
  return notFound('file_missing', 'The file of this track is not on the disk any more, or only a part of it.')
}

function noDownload() {
  return forbidden('download_not_permitted', 'Whoever added this track has not given it away to keep.')
}

function notReady() {
  return conflict('track_not_ready', 'This track is still being read; it can be played in a moment.')
}
