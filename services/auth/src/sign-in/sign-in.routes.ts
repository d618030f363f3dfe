import type { App } from '@bell/platform/http'
import { ownPageOnly } from '@bell/platform/session'
import type { Provider } from 'oidc-provider'
import type { AuthDeps } from '../deps.ts'
import { passkeysExist } from '../passkeys/passkeys.ts'
import { noteFirstStep } from '../second-factor/first-step.ts'
import { hasSecondFactor } from '../second-factor/second-factor.ts'
import { finishSignIn, getInteraction, signInSource } from './interactions.ts'
import { InteractionDetails, InteractionParams, SignInAnswer, SignInBody } from './sign-in.schema.ts'
import { checkCredentials, checkMayKeep } from './sign-in.ts'

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
      const client = await provider.Client.find(String(params.client_id))
      const hint = params.login_hint
      return {
        client: { name: client?.clientName ?? 'AuthBell' },
        loginHint: typeof hint === 'string' ? hint : null,
        passkeys: await passkeysExist(deps.db),
      }
    },
  )

  app.post(
    '/interaction/:uid/sign-in',
    {
      preHandler: ownPageOnly(deps.origin),
      schema: { params: InteractionParams, body: SignInBody, response: { 200: SignInAnswer } },
    },
    async (request, reply) => {
      const { uid } = request.params
      await getInteraction(provider, request, uid, reply)
      const account = await checkCredentials(deps, request.body, signInSource(deps, provider, request, reply))
      const { keep = false, shared = false } = request.body
      if (await hasSecondFactor(deps.db, account.id)) {
        checkMayKeep(deps, account, keep)
        await noteFirstStep(deps, uid, { accountId: account.id, keep, shared })
        return { secondFactor: true as const }
      }
      return { redirectTo: await finishSignIn(deps, provider, request, reply, { account, keep, shared, amr: ['pwd'] }) }
    },
  )
}
