import { randomBytes } from 'node:crypto'
import { attachment, forbidden, notFound, rateLimit, signedIn, type App, type User } from '@bell/platform/http'
import type { FastifyReply } from 'fastify'
import { findAlbum, findPublicAlbum } from '../albums/albums.queries.ts'
import { PublicAlbumParams } from '../albums/albums.schema.ts'
import { albumNotFound } from '../albums/albums.ts'
import type { ImgDeps } from '../deps.ts'
import { imageNotFound } from '../images/images.ts'
import { can } from '../policies.ts'
import { listForZip, zipOf } from './zip.ts'
import { Zip, ZipParams, ZipTicket, ZipWanted } from './zips.schema.ts'

const lifeMs = 10 * 60 * 1000
/** For visitors: reading a whole album is work for the disk and the line. */
const publicLimit = { name: 'img-public-zip', limit: 20, windowMs: 60_000 }

/**
 * Many pictures as one file. A browser that saves a file sends no token, and what is wanted can be too long for an
 * address: so the page asks for an address first, which stands for it.
 */
export function zipRoutes(app: App, deps: ImgDeps) {
  const { db, keyValue, origin, denials } = deps
  const tags = ['zips']

  app.post(
    '/api/zips',
    { preHandler: signedIn, config: { reads: true }, schema: { tags, body: ZipWanted, response: { 200: Zip } } },
    async ({ body, user }) => {
      const { images } = await getWanted(user, body)
      const ticket = randomBytes(24).toString('base64url')
      const given: ZipTicket = { user: user.id, sid: user.sid ?? '', wanted: body }
      await keyValue.set(keyOf(ticket), JSON.stringify(given), { ttlMs: lifeMs })
      return { url: `${origin}/z/${ticket}`, imageCount: images.length, bytes: zipOf(deps, images).bytes }
    },
  )

  app.get('/z/:ticket', { schema: { tags, params: ZipParams } }, async ({ params }, reply) => {
    const kept = await keyValue.get(keyOf(params.ticket))
    if (kept === undefined) throw notFound('zip_expired', 'This address has expired; ask for a new one.')
    const { user, sid, wanted } = ZipTicket.parse(JSON.parse(kept))
    if (denials.hasEnded(sid)) {
      throw forbidden('zip_ended', 'The session that this address was given to has ended.')
    }
    // Who may see what can have changed since.
    const { images, title } = await getWanted({ id: user, name: '', roles: [], scopes: [] }, wanted)
    return send(reply, images, title)
  })

  app.get(
    '/api/public/albums/:publicId/zip',
    {
      onRequest: rateLimit(keyValue, { ...publicLimit, by: ({ ip }) => ip }),
      schema: { tags, summary: 'A public album as one file', params: PublicAlbumParams },
    },
    async ({ params }, reply) => {
      const album = await findPublicAlbum(db, params.publicId)
      if (!album) throw albumNotFound()
      return send(reply, await listForZip(deps, undefined, { albumId: album.id }), album.title)
    },
  )

  async function getWanted(viewer: User, wanted: ZipWanted) {
    if ('imageIds' in wanted) {
      const images = await listForZip(deps, viewer, wanted)
      if (images.length === 0) throw imageNotFound()
      return { images, title: '' }
    }
    const album = await findAlbum(db, wanted.albumId)
    if (!album || !can(viewer, 'seeAlbum', album)) throw albumNotFound()
    return { images: await listForZip(deps, viewer, wanted), title: album.title }
  }

  function send(reply: FastifyReply, images: Awaited<ReturnType<typeof listForZip>>, title: string) {
    const zip = zipOf(deps, images)
    return reply
      .headers({
        'content-disposition': attachment(title, 'zip', 'pictures'),
        'content-length': zip.bytes,
        'cache-control': 'private, no-store',
      })
      .type('application/zip')
      .send(zip.read())
  }
}

function keyOf(ticket: string) {
  return `zip:${ticket}`
}
