import type { DeadLetter, EventsRuntime } from '../events/index.ts'
import { notFound, requireScope, type App } from '../http/index.ts'
import {
  DeadLetterLines,
  DeadLetterParams,
  DeadLetterQuery,
  EventsState,
  operateEvents,
  Replayed,
  Reread,
  RereadBegun,
} from './operation.schema.ts'

const pageSize = 20
const tags = ['operation']

/**
 * A service's events, for AuthBell in the name of an owner: how they are, and what failed for good.
 * @param events they start after the routes are there
 */
export function operationRoutes(app: App, events: () => Pick<EventsRuntime, 'deadLetters' | 'measure' | 'reread'>) {
  const preHandler = requireScope(operateEvents)

  app.get('/api/operation/events', { preHandler, schema: { tags, response: { 200: EventsState } } }, async () => {
    const { outbox, deadLetters, consumers } = await events().measure()
    return {
      waiting: outbox.waiting,
      oldestSeconds: outbox.oldestMs / 1000,
      deadLetters,
      consumers: Object.entries(consumers).map(([name, { behind }]) => ({ name, behind })),
    }
  })

  app.get(
    '/api/operation/dead-letters',
    { preHandler, schema: { tags, querystring: DeadLetterQuery, response: { 200: DeadLetterLines } } },
    async ({ query }) => {
      const letters = await events().deadLetters.list({ limit: pageSize, before: query.cursor })
      return {
        items: letters.map(presentLetter),
        nextCursor: letters.length === pageSize ? letters.at(-1)!.id : null,
      }
    },
  )

  app.post(
    '/api/operation/dead-letters/:id/replay',
    { preHandler, schema: { tags, params: DeadLetterParams, response: { 200: Replayed } } },
    async ({ params: { id } }) => {
      const applied = await events()
        .deadLetters.replay(id)
        .catch((error: unknown) => firstLine(String(error)))
      if (applied === false) throw noLetter(id)
      return applied === true ? { applied, error: null } : { applied: false, error: applied }
    },
  )

  app.delete(
    '/api/operation/dead-letters/:id',
    { preHandler, schema: { tags, params: DeadLetterParams } },
    async ({ params: { id } }, reply) => {
      if (!(await events().deadLetters.discard(id))) throw noLetter(id)
      return reply.code(204).send()
    },
  )

  app.post(
    '/api/operation/reread',
    { preHandler, schema: { tags, body: Reread, response: { 200: RereadBegun } } },
    async ({ body: { consumer, since } }) => {
      const count = await events().reread(consumer, Date.parse(since))
      if (count === undefined) throw notFound('consumer_not_found', `There is no consumer ${consumer} here.`)
      return { events: count }
    },
  )
}

const firstLine = (text: string) => text.split('\n')[0]!

function presentLetter({ id, consumer, event, error, attempts, failedAt }: DeadLetter) {
  const { type, subject } = event
  return { id, consumer, type, subject, attempts, failedAt: new Date(failedAt).toISOString(), error: firstLine(error) }
}

const noLetter = (id: string) => notFound('dead_letter_not_found', `There is no dead letter ${id} here (any more).`)
