import { familyOnly, signedIn, type App } from '@bell/platform/http'
import { getOwnAccount, withCurrentRole } from '../accounts/policies.ts'
import { auditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { PersonParams } from '../people/people.schema.ts'
import { endDevice, endDevices, endSessionsOfPerson, listDevices } from './devices.ts'
import { DeviceList, DeviceParams, EndAll, EndedCount } from './devices.schema.ts'

const tags = ['account']
const preHandler = [signedIn, familyOnly]

/** Where one is signed in, and ending that; for admins, ending all of another's. */
export function deviceRoutes(app: App, deps: AuthDeps) {
  app.get(
    '/api/account/sessions',
    { preHandler, schema: { tags, response: { 200: DeviceList } } },
    async ({ user, ip }) => {
      await getOwnAccount(deps, user)
      return { items: await listDevices(deps, user, ip) }
    },
  )

  app.delete(
    '/api/account/sessions/:deviceId',
    { preHandler, schema: { tags, params: DeviceParams } },
    async (request, reply) => {
      await getOwnAccount(deps, request.user)
      await endDevice(deps, request.user, request.params.deviceId, auditSource(request))
      return reply.code(204).send()
    },
  )

  app.post(
    '/api/account/sessions/end-all',
    { preHandler, schema: { tags, body: EndAll, response: { 200: EndedCount } } },
    async (request) => {
      await getOwnAccount(deps, request.user)
      return { ended: await endDevices(deps, request.user, request.body.including, auditSource(request)) }
    },
  )

  app.post(
    '/api/people/:personId/end-sessions',
    { preHandler, schema: { tags: ['people'], params: PersonParams, response: { 200: EndedCount } } },
    async (request) => {
      const actor = await withCurrentRole(deps, request.user)
      return { ended: await endSessionsOfPerson(deps, actor, request.params.personId, auditSource(request)) }
    },
  )
}
