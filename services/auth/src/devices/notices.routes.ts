import { familyOnly, gone, signedIn, type App } from '@bell/platform/http'
import { ownPageOnly } from '@bell/platform/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Provider } from 'oidc-provider'
import { getOwnAccount } from '../accounts/policies.ts'
import type { AuthDeps } from '../deps.ts'
import { getInteraction } from '../sign-in/interactions.ts'
import { InteractionParams } from '../sign-in/sign-in.schema.ts'
import { NoticeList, SignInNotices } from './devices.schema.ts'
import { seeNotices, unseenNotices } from './notices.ts'

/** What one has to be told: between the sign-in and where it leads, and on the account's page. */
export function noticeRoutes(app: App, deps: AuthDeps, provider: Provider) {
  app.get(
    '/interaction/:uid/notices',
    { schema: { params: InteractionParams, response: { 200: SignInNotices } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { accountId, redirectTo } = await getSignedIn(provider, request, request.params.uid, reply)
      return { items: await unseenNotices(deps.db, accountId), redirectTo }
    },
  )

  app.post(
    '/interaction/:uid/notices/seen',
    { preHandler: ownPageOnly(deps.origin), schema: { params: InteractionParams } },
    async (request, reply) => {
      const { accountId } = await getSignedIn(provider, request, request.params.uid, reply)
      await seeNotices(deps, accountId)
      return reply.code(204).send()
    },
  )

  app.get(
    '/api/account/notices',
    { preHandler: [signedIn, familyOnly], schema: { tags: ['account'], response: { 200: NoticeList } } },
    async ({ user }) => {
      const { id } = await getOwnAccount(deps, user)
      return { items: await unseenNotices(deps.db, id) }
    },
  )

  app.post(
    '/api/account/notices/seen',
    { preHandler: [signedIn, familyOnly], schema: { tags: ['account'] } },
    async ({ user }, reply) => {
      const { id } = await getOwnAccount(deps, user)
      await seeNotices(deps, id)
      return reply.code(204).send()
    },
  )
}

/** Who has just signed in in this browser, on the way to `redirectTo`. @throws interaction_expired (410) */
async function getSignedIn(provider: Provider, request: FastifyRequest, uid: string, reply: FastifyReply) {
  const { result, returnTo } = await getInteraction(provider, request, uid, reply)
  if (!result?.login) throw gone('interaction_expired', 'Nobody has signed in here. Please start again.')
  return { accountId: result.login.accountId!, redirectTo: returnTo }
}
