import { inTransaction } from '@bell/platform/database'
import { notFound, signedIn, type App } from '@bell/platform/http'
import { getOwnAccount } from '../accounts/policies.ts'
import { auditSource, recordAudit } from '../audit/audit.ts'
import { splitScopes } from '../clients/scopes.ts'
import type { AuthDeps } from '../deps.ts'
import { hostOf } from './consent.ts'
import { ConnectedAppParams, ConnectedApps } from './consent.schema.ts'
import { findConsent, listConsents } from './consents.queries.ts'
import { disconnect } from './disconnect.ts'

const most = 100
const tags = ['account']

/** The apps that one has allowed something, and taking that back. */
export function connectedAppRoutes(app: App, deps: AuthDeps) {
  app.get(
    '/api/account/apps',
    { preHandler: signedIn, schema: { tags, response: { 200: ConnectedApps } } },
    async ({ user }) => {
      const { id } = await getOwnAccount(deps, user)
      const rows = await listConsents(deps.db, id, most)
      return {
        items: rows.map((row) => ({
          clientId: row.id,
          name: row.name,
          kind: row.kind,
          host: hostOf((JSON.parse(row.redirectUris) as string[])[0]),
          scopes: splitScopes(row.scopes),
          grantedAt: new Date(row.grantedAt).toISOString(),
          usedAt: new Date(row.usedAt).toISOString(),
        })),
      }
    },
  )

  app.delete(
    '/api/account/apps/:clientId',
    { preHandler: signedIn, schema: { tags, params: ConnectedAppParams } },
    async (request, reply) => {
      const { id: accountId } = await getOwnAccount(deps, request.user)
      const pair = { accountId, clientId: request.params.clientId }
      await inTransaction(deps.db, async (tx) => {
        if (!(await findConsent(tx, pair))) throw notFound('app_not_connected', 'This app is not connected (any more).')
        await recordAudit(tx, deps, {
          action: 'consent.revoked',
          actorId: accountId,
          subject: { kind: 'client', id: pair.clientId },
          from: auditSource(request),
        })
        await disconnect(tx, deps, pair)
      })
      return reply.code(204).send()
    },
  )
}
