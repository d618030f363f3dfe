import { forbidden, signedIn, type App, type User } from '@bell/platform/http'
import {
  DeadLetterLines,
  DeadLetterQuery,
  EventsState,
  Replayed,
  Reread,
  RereadBegun,
  SearchState,
} from '@bell/platform/operation'
import { can, withCurrentRole } from '../accounts/policies.ts'
import type { AuthDeps } from '../deps.ts'
import { EventService, LetterParams, ServiceParams, ServiceStates } from './events.schema.ts'
import { askService } from './service-events.ts'

/** For owners: the events of all services, wherever they run. */
export function eventRoutes(app: App, deps: AuthDeps) {
  const preHandler = signedIn

  app.get('/api/events-state', { preHandler, schema: { response: { 200: ServiceStates } } }, async ({ user }) => {
    await onlyOwners(deps, user)
    const search = askService(deps, 'music', { method: 'GET', path: 'search', schema: SearchState }).catch(() => null)
    const items = EventService.options.map(async (service) => {
      const asked = askService(deps, service, { method: 'GET', path: 'events', schema: EventsState })
      return { service, state: await asked.catch(() => null) }
    })
    return { items: await Promise.all(items), search: await search }
  })

  app.get(
    '/api/dead-letters/:service',
    { preHandler, schema: { params: ServiceParams, querystring: DeadLetterQuery, response: { 200: DeadLetterLines } } },
    async ({ user, params: { service }, query: { cursor } }) => {
      await onlyOwners(deps, user)
      const path = cursor === undefined ? 'dead-letters' : `dead-letters?cursor=${cursor}`
      return askService(deps, service, { method: 'GET', path, schema: DeadLetterLines })
    },
  )

  app.post(
    '/api/dead-letters/:service/:id/replay',
    { preHandler, schema: { params: LetterParams, response: { 200: Replayed } } },
    async ({ user, params: { service, id } }) => {
      await onlyOwners(deps, user)
      return askService(deps, service, { method: 'POST', path: `dead-letters/${id}/replay`, schema: Replayed })
    },
  )

  app.delete(
    '/api/dead-letters/:service/:id',
    { preHandler, schema: { params: LetterParams } },
    async ({ user, params: { service, id } }, reply) => {
      await onlyOwners(deps, user)
      await askService(deps, service, { method: 'DELETE', path: `dead-letters/${id}` })
      return reply.code(204).send()
    },
  )

  app.post(
    '/api/reread/:service',
    { preHandler, schema: { params: ServiceParams, body: Reread, response: { 200: RereadBegun } } },
    async ({ user, params: { service }, body }) => {
      await onlyOwners(deps, user)
      return askService(deps, service, { method: 'POST', path: 'reread', body, schema: RereadBegun })
    },
  )
}

async function onlyOwners(deps: AuthDeps, user: User) {
  if (!can(await withCurrentRole(deps, user), 'operateEvents', 'all'))
    throw forbidden('forbidden', 'How services work is for owners alone.')
}
