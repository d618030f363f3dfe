import { decodeCursor, encodeCursor, notFound, PageQuery, signedIn, type App, type User } from '@bell/platform/http'
import type { FastifyRequest } from 'fastify'
import { can, notYours, withCurrentRole } from '../accounts/policies.ts'
import { auditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { presentClient } from './clients.presenter.ts'
import { findClient, listClients } from './clients.queries.ts'
import {
  Client,
  ClientChange,
  ClientCursor,
  ClientPage,
  ClientParams,
  MadeClient,
  MadeSecret,
  NewClient,
  SecretRotation,
} from './clients.schema.ts'
import { addClient, changeClient, removeClient, rotateSecret } from './clients.ts'

const tags = ['clients']

/** For owners and admins: the other apps that sign people in here. */
export function clientRoutes(app: App, deps: AuthDeps) {
  const by = async (request: FastifyRequest & { user: User }) => ({
    actor: await withCurrentRole(deps, request.user),
    from: auditSource(request),
  })
  async function checkMaySee(user: User) {
    if (!can(await withCurrentRole(deps, user), 'manageClients', 'all')) throw notYours()
  }

  app.get(
    '/api/clients',
    { preHandler: signedIn, schema: { tags, querystring: PageQuery, response: { 200: ClientPage } } },
    async ({ user, query }) => {
      await checkMaySee(user)
      const rows = await listClients(deps.db, query.limit, decodeCursor(ClientCursor, query.cursor))
      const last = rows.length === query.limit ? rows.at(-1) : undefined
      return {
        items: rows.map((row) => presentClient(deps, row)),
        nextCursor: last ? encodeCursor([last.createdAt, last.id]) : null,
      }
    },
  )

  app.post(
    '/api/clients',
    { preHandler: signedIn, schema: { tags, body: NewClient, response: { 201: MadeClient } } },
    async (request, reply) => {
      const { client, secret } = await addClient(deps, await by(request), request.body)
      return reply.code(201).send({ ...presentClient(deps, client), secret })
    },
  )

  app.get(
    '/api/clients/:clientId',
    { preHandler: signedIn, schema: { tags, params: ClientParams, response: { 200: Client } } },
    async ({ user, params }) => {
      await checkMaySee(user)
      const client = await findClient(deps.db, params.clientId)
      if (!client) throw notFound('client_not_found', 'There is no such app (any more).')
      return presentClient(deps, client)
    },
  )

  app.patch(
    '/api/clients/:clientId',
    { preHandler: signedIn, schema: { tags, params: ClientParams, body: ClientChange, response: { 200: Client } } },
    async (request) =>
      presentClient(deps, await changeClient(deps, await by(request), request.params.clientId, request.body)),
  )

  app.post(
    '/api/clients/:clientId/secret',
    {
      preHandler: signedIn,
      schema: { tags, params: ClientParams, body: SecretRotation, response: { 200: MadeSecret } },
    },
    async (request) => {
      const { params, body } = request
      const { secret, earlierSecretUntil: until } = await rotateSecret(
        deps,
        await by(request),
        params.clientId,
        body.keepOldHours,
      )
      return { secret, earlierSecretUntil: until === null ? null : new Date(until).toISOString() }
    },
  )

  app.delete(
    '/api/clients/:clientId',
    { preHandler: signedIn, schema: { tags, params: ClientParams } },
    async (request, reply) => {
      await removeClient(deps, await by(request), request.params.clientId)
      return reply.code(204).send()
    },
  )
}
