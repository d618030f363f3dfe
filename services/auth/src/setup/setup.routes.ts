import { rateLimit, type App } from '@bell/platform/http'
import { ownPageOnly } from '@bell/platform/session'
import type { Provider } from 'oidc-provider'
import { auditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { signInHere } from '../oidc/provider-session.ts'
import { placeOf } from '../sign-in/address.ts'
import { SetupAnswer, SetupBody, SetupState } from './setup.schema.ts'
import { isSetupNeeded, safeReturn, setUp } from './setup.ts'

export function setupRoutes(app: App, deps: AuthDeps, provider: Provider) {
  const limited = rateLimit(deps.keyValue, {
    name: 'setup',
    limit: 30,
    windowMs: 600_000,
    by: (request) => placeOf(request.ip),
  })

  app.get('/api/setup', { schema: { response: { 200: SetupState } } }, async () => ({
    needed: await isSetupNeeded(deps),
  }))

  app.post(
    '/api/setup',
    { preHandler: [ownPageOnly(deps.origin), limited], schema: { body: SetupBody, response: { 201: SetupAnswer } } },
    async (request, reply) => {
      const owner = await setUp(deps, request.body, auditSource(request))
      await signInHere(provider, deps.origin, request, reply, owner.id)
      return reply.code(201).send({ redirectTo: safeReturn(deps, request.body.returnTo) })
    },
  )
}
