import { decodeCursor, encodeCursor, notFound, signedIn, type App } from '@bell/platform/http'
import { findAccount, listAccounts } from '../accounts/accounts.queries.ts'
import { can, notYours, withCurrentRole } from '../accounts/policies.ts'
import { auditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { findAccess } from './people.queries.ts'
import { presentPerson } from './people.presenter.ts'
import {
  PeopleQuery,
  Person,
  PersonChange,
  PersonCursor,
  PersonDetails,
  PersonPage,
  PersonParams,
} from './people.schema.ts'
import { changePerson } from './people.ts'

/** For owners and admins: who is here. */
export function peopleRoutes(app: App, deps: AuthDeps) {
  app.get(
    '/api/people',
    { preHandler: signedIn, schema: { querystring: PeopleQuery, response: { 200: PersonPage } } },
    async ({ user, query }) => {
      if (!can(await withCurrentRole(deps, user), 'seePeople', 'all')) throw notYours()
      const rows = await listAccounts(deps.db, query.limit, {
        q: query.q,
        after: decodeCursor(PersonCursor, query.cursor),
      })
      const last = rows.length === query.limit ? rows.at(-1) : undefined
      return {
        items: rows.map((row) => presentPerson(deps, row)),
        nextCursor: last ? encodeCursor([last.createdAt, last.id]) : null,
      }
    },
  )

  app.get(
    '/api/people/:personId',
    { preHandler: signedIn, schema: { params: PersonParams, response: { 200: PersonDetails } } },
    async ({ user, params: { personId } }) => {
      if (!can(await withCurrentRole(deps, user), 'seePeople', 'all')) throw notYours()
      const account = await findAccount(deps.db, personId)
      if (!account) throw notFound('person_not_found', 'There is no such account (any more).')
      const { lastSignInAt, ...access } = await findAccess(deps.db, personId, deps.clock.now())
      return {
        ...presentPerson(deps, account),
        ...access,
        lastSignInAt: lastSignInAt === null ? null : new Date(lastSignInAt).toISOString(),
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
