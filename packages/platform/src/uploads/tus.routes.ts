import { AppError, badRequest, signedIn, unsupportedMedia, type App, type User } from '../http/index.ts'
import { Server, type MemoryLocker, type ServerOptions } from '@tus/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import type { UploadDeps, UploadRules } from './deps.ts'
import { receivePart } from './receive.ts'
import { tooLarge } from './too-large.ts'
import { TusStore } from './tus-store.ts'
import { findUpload } from './uploads.queries.ts'
import { UploadParams } from './uploads.schema.ts'
import { sweepUploads, uploadLifeMs } from './uploads.ts'

const path = '/api/uploads'

/** Resumable uploads: tus 1.0.0 (https://tus.io/protocols/resumable-upload) with creation, termination, expiration. */
export async function tusRoutes(app: App, deps: UploadDeps, rules: UploadRules, locker: MemoryLocker) {
  await app.register(async (scope) => {
    // The bytes go past Fastify, unread and unlimited; tus counts them.
    scope.addContentTypeParser('application/offset+octet-stream', (_request, payload, done) => done(null, payload))
    scope.addHook('onRequest', async (_request, reply) => void reply.header('tus-resumable', '1.0.0'))

    const schema = { tags: ['uploads'], summary: 'Resumable upload by the tus protocol 1.0.0' }
    scope.route({
      method: ['POST', 'HEAD', 'DELETE'],
      url: `${path}/*`,
      preHandler: signedIn,
      schema: { ...schema, hide: true },
      handler: answer,
    })
    scope.patch<{ Params: UploadParams }>(
      `${path}/:id`,
      { preHandler: signedIn, schema: { ...schema, params: UploadParams, hide: true } },
      async (request, reply) => {
        const { user, params } = request
        const { upload, end } = await receivePart(deps, locker, user, { id: params.id, ...partIn(request) })
        reply.header('upload-offset', end).header('upload-expires', expiryOf(upload))
        return reply.code(204).send()
      },
    )
    scope.post(path, { preHandler: signedIn, schema }, async (request, reply) => {
      rules.checkMayAdd(request.user)
      await sweepUploads(deps)
      return answer(request, reply)
    })
  })

  /** Everything but the parts themselves, which are to come by the shortest way. */
  async function answer(request: FastifyRequest, reply: FastifyReply) {
    let failure: unknown
    const server = createServer(request.user, (_request, error) => {
      failure = error
    })
    const response = await server.handleWeb(webRequest(request))
    for (const [name, value] of response.headers) {
      if (!name.startsWith('access-control-') && name !== 'content-length') reply.header(name, value)
    }
    if (failure instanceof AppError) throw failure
    if (response.status >= 500) throw failure
    if (response.status >= 400) throw refusal(response.status, await response.text(), deps.limits.uploadBytes)
    await announceExpiry(request, reply, response.headers.get('location'))
    return reply.code(response.status).send()
  }

  function createServer(user: User, onResponseError: ServerOptions['onResponseError']) {
    return new Server({
      path,
      locker,
      datastore: new TusStore(deps, rules, user),
      maxSize: deps.limits.uploadBytes,
      relativeLocation: true,
      namingFunction: deps.newId,
      onResponseError,
    })
  }

  function webRequest(request: FastifyRequest) {
    const { method, body } = request
    return new Request(new URL(request.url, deps.origin), {
      method,
      headers: request.headers as Record<string, string>,
      ...(body instanceof Readable && { body: Readable.toWeb(body) as ReadableStream, duplex: 'half' }),
    }) as Parameters<Server['handleWeb']>[0]
  }

  async function announceExpiry(request: FastifyRequest, reply: FastifyReply, location: string | null) {
    if (request.method === 'DELETE') return
    const id = (location ?? request.url).split('/').at(-1)!
    const upload = await findUpload(deps.db, id)
    if (upload) reply.header('upload-expires', expiryOf(upload))
  }
}

function expiryOf({ createdAt }: { createdAt: number }) {
  return new Date(createdAt + uploadLifeMs).toUTCString()
}

function partIn({ headers, body }: FastifyRequest) {
  if (headers['tus-resumable'] !== '1.0.0') {
    const tusVersion = { headers: { 'tus-version': '1.0.0' } }
    throw new AppError(412, 'tus_version_unsupported', 'Speak tus 1.0.0 (Tus-Resumable).', undefined, tusVersion)
  }
  const offset = String(headers['upload-offset'] ?? '')
  if (!/^\d{1,15}$/.test(offset)) {
    throw badRequest('bad_upload_request', 'Say in bytes where this part begins (Upload-Offset).')
  }
  if (!(body instanceof Readable)) {
    throw unsupportedMedia('unsupported_media_type', 'A part is of application/offset+octet-stream.')
  }
  const { 'content-length': length } = headers
  return { offset: Number(offset), length: length === undefined ? undefined : Number(length), body }
}

const codes: Record<number, string> = {
  404: 'upload_not_found',
  409: 'upload_offset_conflict',
  410: 'upload_expired',
  412: 'tus_version_unsupported',
}

function refusal(status: number, text: string, mostBytes: number) {
  if (status === 413) return tooLarge(mostBytes)
  const detail = text.trim()
  return new AppError(status, codes[status] ?? 'bad_upload_request', `${detail}${/[.!?]$/.test(detail) ? '' : '.'}`)
}
