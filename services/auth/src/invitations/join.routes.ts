import { rateLimit, type App } from '@bell/platform/http'
import { ownPageOnly } from '@bell/platform/session'
import type { Provider } from 'oidc-provider'
import { auditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { Joined, Joining } from './invitations.schema.ts'
import { join } from './invitations.ts'
import { signInHere } from '../oidc/provider-session.ts'
import { placeOf } from '../sign-in/address.ts'

/** Makes an account and signs it in at AuthBell, so that the products' own logins are silent. */
export function joinRoutes(app: App, deps: AuthDeps, provider: Provider) {
  const limited = rateLimit(deps.keyValue, {
    name: 'join',
    limit: 20,
    windowMs: 3_600_000,
    by: (request) => placeOf(request.ip),
  })

  app.post(
    '/api/join',
    { preHandler: [ownPageOnly(deps.origin), limited], schema: { body: Joining, response: { 201: Joined } } },
    async (request, reply) => {
      const account = await join(deps, request.body, auditSource(request))
      await signInHere(provider, deps.origin, request, reply, account.id)
      return reply.code(201).send({ redirectTo: `${deps.family.music}/session/login` })
    },
  )
}
