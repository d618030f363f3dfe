import { decodeCursor, encodeCursor, PageQuery, signedIn, type App } from '@bell/platform/http'
import { listAccounts } from '../accounts/accounts.queries.ts'
import { can, notYours, withCurrentRole } from '../accounts/policies.ts'
import { auditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { presentPerson } from './people.presenter.ts'
import { Person, PersonChange, PersonCursor, PersonPage, PersonParams } from './people.schema.ts'
import { changePerson } from './people.ts'

/** For owners and admins: who is here. */
export function peopleRoutes(app: App, deps: AuthDeps) {
  app.get(
    '/api/people',
    { preHandler: signedIn, schema: { querystring: PageQuery, response: { 200: PersonPage } } },
    async ({ user, query }) => {
      if (!can(await withCurrentRole(deps, user), 'seePeople', 'all')) throw notYours()
      const rows = await listAccounts(deps.db, query.limit, decodeCursor(PersonCursor, query.cursor))
      const last = rows.length === query.limit ? rows.at(-1) : undefined
      return {
        items: rows.map((row) => presentPerson(deps, row)),
        nextCursor: last ? encodeCursor([last.createdAt, last.id]) : null,
      }
    },
  )

  app.patch(
    '/api/people/:personId',
    { preHandler: signedIn, schema: { params: PersonParams, body: PersonChange, response: { 200: Person } } },
    async (request) => {
      const { user, params, body } = request
      const actor = await withCurrentRole(deps, user)
      return presentPerson(deps, await changePerson(deps, actor, params.personId, body, auditSource(request)))
    },
  )
}
