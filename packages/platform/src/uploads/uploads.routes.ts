import { decodeCursor, encodeCursor, signedIn, type App } from '../http/index.ts'
import { MemoryLocker } from '@tus/server'
import type { UploadDeps, UploadRules } from './deps.ts'
import { readQuota } from './quota.ts'
import { tusRoutes } from './tus.routes.ts'
import { UploadCursor, UploadPage, UploadQuery, UploadQuota } from './uploads.schema.ts'
import { findUnfinished } from './uploads.ts'

/** Resumable uploads, what of one's own is on its way, and how much room is left. */
export async function uploadRoutes(app: App, deps: UploadDeps, rules: UploadRules) {
  // Shared by all requests: two that write to one upload come one after the other.
  const locker = new MemoryLocker()
  const tags = ['uploads']
  await tusRoutes(app, deps, rules, locker)

  app.get(
    '/api/uploads',
    { preHandler: signedIn, schema: { tags, querystring: UploadQuery, response: { 200: UploadPage } } },
    async ({ query, user }) => {
      const { fingerprint, limit } = query
      const after = decodeCursor(UploadCursor, query.cursor)?.[0]
      const found = await findUnfinished(deps, user, { fingerprint, limit, after })
      return {
        items: found.map((upload) => ({
          id: upload.id,
          fileName: upload.fileName,
          bytes: upload.bytes,
          receivedBytes: upload.receivedBytes,
          fingerprint: upload.fingerprint,
          sending: locker.locks.has(upload.id),
          createdAt: new Date(upload.createdAt).toISOString(),
          expiresAt: new Date(upload.expiresAt).toISOString(),
        })),
        nextCursor: found.length === limit ? encodeCursor([found.at(-1)!.id]) : null,
      }
    },
  )

  app.get(
    '/api/uploads/quota',
    { preHandler: signedIn, schema: { tags, response: { 200: UploadQuota } } },
    async ({ user }) => readQuota(deps, rules, user.id),
  )
}
