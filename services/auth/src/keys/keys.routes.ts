import { forbidden, signedIn, type App, type User } from '@bell/platform/http'
import { can, withCurrentRole } from '../accounts/policies.ts'
import { auditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { presentKeys } from './keys.presenter.ts'
import { KeyList, Rotation } from './keys.schema.ts'
import { beginRotation, replaceKeys } from './rotation.ts'

/** For owners: the keys that everything is signed with. */
export function keyRoutes(app: App, deps: AuthDeps) {
  app.get('/api/keys', { preHandler: signedIn, schema: { response: { 200: KeyList } } }, async ({ user }) => {
    await ownerOf(deps, user)
    return presentKeys(deps)
  })

  app.post(
    '/api/keys/rotate',
    { preHandler: signedIn, schema: { body: Rotation, response: { 200: KeyList } } },
    async (request) => {
      const owner = await ownerOf(deps, request.user)
      const by = { actorId: owner.id, from: auditSource(request) }
      await (request.body.now ? replaceKeys(deps, by) : beginRotation(deps, by))
      return presentKeys(deps)
    },
  )
}

async function ownerOf(deps: AuthDeps, user: User) {
  const owner = await withCurrentRole(deps, user)
  if (!can(owner, 'lookAfterKeys', 'all')) throw forbidden('forbidden', 'Signing keys are for owners alone.')
  return owner
}
