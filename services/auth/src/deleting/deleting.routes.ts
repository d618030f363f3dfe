import { signedIn, type App } from '@bell/platform/http'
import { guessesOfOwnPassword } from '../accounts/account.routes.ts'
import { can, getOwnAccount, notYours, withCurrentRole } from '../accounts/policies.ts'
import { auditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { presentPerson } from '../people/people.presenter.ts'
import { Person, PersonParams } from '../people/people.schema.ts'
import { deleteOwn, deletePerson, restorePerson } from './delete-person.ts'
import { Deletion, DeletionQuery, OwnDeleted, OwnDeletion } from './deleting.schema.ts'
import { findHoldings } from './holdings.ts'

const day = 86_400_000

/** Deleting an account: one's own, or another's by those who look after the people. */
export function deletingRoutes(app: App, deps: AuthDeps) {
  const describe = async (userId: string) => ({
    ...(await findHoldings(deps, userId)),
    keptDays: deps.deletedKeptMs / day,
  })

  app.get(
    '/api/account/deletion',
    { preHandler: signedIn, schema: { summary: 'What would go with one’s account', response: { 200: Deletion } } },
    async ({ user }) => describe((await getOwnAccount(deps, user)).id),
  )
  app.post(
    '/api/account/deletion',
    {
      preHandler: [signedIn, guessesOfOwnPassword(deps)],
      schema: { summary: 'Deletes one’s account', body: OwnDeletion, response: { 200: OwnDeleted } },
    },
    async (request) => {
      const { id } = await getOwnAccount(deps, request.user)
      const { deletedAt } = await deleteOwn(deps, id, request.body.currentPassword, auditSource(request))
      return { goneAt: new Date(deletedAt! + deps.deletedKeptMs).toISOString() }
    },
  )

  app.get(
    '/api/people/:personId/deletion',
    { preHandler: signedIn, schema: { params: PersonParams, response: { 200: Deletion } } },
    async ({ user, params }) => {
      const actor = await withCurrentRole(deps, user)
      if (!can(actor, 'seePeople', 'all')) throw notYours()
      return describe(params.personId)
    },
  )
  app.delete(
    '/api/people/:personId',
    { preHandler: signedIn, schema: { params: PersonParams, querystring: DeletionQuery, response: { 200: Person } } },
    async (request) => {
      const { user, params, query } = request
      const actor = await withCurrentRole(deps, user)
      return presentPerson(deps, await deletePerson(deps, actor, params.personId, query.music, auditSource(request)))
    },
  )
  app.post(
    '/api/people/:personId/restore',
    { preHandler: signedIn, schema: { params: PersonParams, response: { 200: Person } } },
    async (request) => {
      const actor = await withCurrentRole(deps, request.user)
      return presentPerson(deps, await restorePerson(deps, actor, request.params.personId, auditSource(request)))
    },
  )
}
