import { decodeCursor, encodeCursor, PageQuery, rateLimit, signedIn, type App } from '@bell/platform/http'
import { can, notYours, withCurrentRole } from '../accounts/policies.ts'
import { auditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { placeOf } from '../sign-in/address.ts'
import { listInvitations, type InvitationRow } from './invitations.queries.ts'
import {
  Invitation,
  InvitationCursor,
  InvitationLookup,
  InvitationPage,
  InvitationParams,
  InvitedTo,
  MadeInvitation,
  NewInvitation,
} from './invitations.schema.ts'
import { invite, lookUpInvitation, revokeInvitation, stateOf } from './invitations.ts'

/** Making, listing and revoking invitations; and what an invited person may know of one. */
export function invitationRoutes(app: App, deps: AuthDeps) {
  const guessing = rateLimit(deps.keyValue, {
    name: 'invitation',
    limit: 30,
    windowMs: 600_000,
    by: (request) => placeOf(request.ip),
  })
  const shown = (row: InvitationRow): Invitation => ({
    id: row.id,
    role: row.role,
    note: row.note,
    maxUses: row.maxUses,
    uses: row.uses,
    createdAt: new Date(row.createdAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
    state: stateOf(row, deps.clock.now()),
  })

  app.get(
    '/api/invitations',
    { preHandler: signedIn, schema: { querystring: PageQuery, response: { 200: InvitationPage } } },
    async ({ user, query }) => {
      if (!can(await withCurrentRole(deps, user), 'seePeople', 'all')) throw notYours()
      const rows = await listInvitations(deps.db, query.limit, decodeCursor(InvitationCursor, query.cursor))
      const last = rows.length === query.limit ? rows.at(-1) : undefined
      return { items: rows.map(shown), nextCursor: last ? encodeCursor([last.createdAt, last.id]) : null }
    },
  )

  app.post(
    '/api/invitations',
    { preHandler: signedIn, schema: { body: NewInvitation, response: { 201: MadeInvitation } } },
    async (request, reply) => {
      const actor = await withCurrentRole(deps, request.user)
      const { invitation, link } = await invite(deps, actor, request.body, auditSource(request))
      return reply.code(201).send({ ...shown(invitation), link })
    },
  )

  app.delete(
    '/api/invitations/:invitationId',
    { preHandler: signedIn, schema: { params: InvitationParams } },
    async (request, reply) => {
      const actor = await withCurrentRole(deps, request.user)
      await revokeInvitation(deps, actor, request.params.invitationId, auditSource(request))
      return reply.code(204).send()
    },
  )

  app.post(
    '/api/invitations/lookup',
    { preHandler: guessing, schema: { body: InvitationLookup, response: { 200: InvitedTo } } },
    async ({ body }) => {
      const { role, expiresAt } = await lookUpInvitation(deps, body.token)
      return { role, expiresAt: new Date(expiresAt).toISOString() }
    },
  )
}
