import { familyOnly, signedIn, type App } from '@bell/platform/http'
import { z } from 'zod'
import { DemoState } from './demo.schema.ts'
import type { Demo } from './demo.ts'

export function demoRoutes(app: App, demo: Demo) {
  const tags = ['demonstration']

  app.get('/api/demo', { preHandler: signedIn, schema: { tags, response: { 200: DemoState } } }, () => demo.find())

  app.post(
    '/api/demo',
    {
      preHandler: [signedIn, familyOnly],
      schema: {
        tags,
        summary: 'Begins to make it, or goes on; the event `demo` tells how far',
        response: { 202: DemoState },
      },
    },
    async ({ user }, reply) => reply.code(202).send(await demo.start(user)),
  )

  app.delete(
    '/api/demo',
    {
      preHandler: [signedIn, familyOnly],
      schema: { tags, summary: 'Takes all of it away', response: { 204: z.undefined() } },
    },
    async ({ user }, reply) => {
      await demo.remove(user)
      return reply.code(204).send()
    },
  )
}
