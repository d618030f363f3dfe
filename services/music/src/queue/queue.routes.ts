import { signedIn, type App } from '@bell/platform/http'
import { z } from 'zod'
import type { MusicDeps } from '../deps.ts'
import { sendText } from '../tracks/cards.reply.ts'
import { editQueue, setPosition, writeQueue } from './queue.ts'
import { EditedQueue, Queue, QueueOperations, QueuePosition } from './queue.schema.ts'

export function queueRoutes(app: App, deps: MusicDeps) {
  const tags = ['queue']

  app.get('/api/queue', { preHandler: signedIn, schema: { tags, response: { 200: Queue } } }, async ({ user }, reply) =>
    sendText(reply, await writeQueue(deps, user)),
  )

  app.post(
    '/api/queue/operations',
    { preHandler: signedIn, schema: { tags, body: QueueOperations, response: { 200: EditedQueue } } },
    async ({ body, user }, reply) => sendText(reply, await editQueue(deps, user, body.revision, body.operations)),
  )

  app.put(
    '/api/queue/position',
    { preHandler: signedIn, schema: { tags, body: QueuePosition, response: { 204: z.undefined() } } },
    async ({ body, user }, reply) => {
      await setPosition(deps, user, body.itemId, body.positionSeconds)
      return reply.code(204).send()
    },
  )
}
