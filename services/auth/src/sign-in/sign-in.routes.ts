import { gone, type App } from '@bell/platform/http'
import { ownPageOnly } from '@bell/platform/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors, type Provider } from 'oidc-provider'
import { emailKeyOf } from '../accounts/accounts.queries.ts'
import type { AuthDeps } from '../deps.ts'
import { cookiesOf } from '../oidc/provider-session.ts'
import { placeOf } from './address.ts'
import { knownPlaceCookie, knownPlaceOptions, markPlace } from './known-places.ts'
import { InteractionDetails, InteractionParams, SignInAnswer, SignInBody } from './sign-in.schema.ts'
import { signIn } from './sign-in.ts'

/**
 * The sign-in that a product's authorisation request leads to. Its cookie lives below /interaction/:uid, so that two
 * tabs that sign in at the same time do not get in each other's way.
 */
export function signInRoutes(app: App, deps: AuthDeps, provider: Provider) {
  app.get('/interaction/:uid', { schema: { hide: true, params: InteractionParams } }, ({ params }, reply) =>
    reply.redirect(`/sign-in?interaction=${params.uid}`, 303),
  )

  app.get(
    '/interaction/:uid/details',
    { schema: { params: InteractionParams, response: { 200: InteractionDetails } } },
    async (request, reply) => {
      const { params } = await getInteraction(provider, request, request.params.uid, reply)
      const client = deps.clients.find(({ id }) => id === params.client_id)
      const hint = params.login_hint
      return { client: { name: client?.name ?? 'AuthBell' }, loginHint: typeof hint === 'string' ? hint : null }
    },
  )

  app.post(
    '/interaction/:uid/sign-in',
    {
      preHandler: ownPageOnly(deps.origin),
      schema: { params: InteractionParams, body: SignInBody, response: { 200: SignInAnswer } },
    },
    async (request, reply) => {
      await getInteraction(provider, request, request.params.uid, reply)
      const cookies = cookiesOf(provider, deps.origin, request, reply)
      const mark = cookies.get(knownPlaceCookie)
      const account = await signIn(deps, request.body, { address: placeOf(request.ip), mark })
      const result = { login: { accountId: account.id, amr: ['pwd'] } }
      const redirectTo = await provider.interactionResult(request.raw, reply.raw, result, {
        mergeWithLastSubmission: false,
      })
      cookies.set(knownPlaceCookie, markPlace(deps, emailKeyOf(account.email)), knownPlaceOptions)
      return { redirectTo }
    },
  )
}

/** @throws interaction_expired (410) where this browser has no such sign-in under way (any more) */
async function getInteraction(provider: Provider, request: FastifyRequest, uid: string, reply: FastifyReply) {
  try {
    const interaction = await provider.interactionDetails(request.raw, reply.raw)
    if (interaction.uid === uid) return interaction
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error
  }
  throw gone('interaction_expired', 'This sign-in has been open for too long. Please start again.')
}
