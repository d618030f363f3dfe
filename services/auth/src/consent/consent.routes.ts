import { gone, type App } from '@bell/platform/http'
import { ownPageOnly } from '@bell/platform/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors, type InteractionResults, type Provider } from 'oidc-provider'
import { auditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { allow, askConsent } from './consent.ts'
import { ConsentAnswer, ConsentDecision, ConsentParams, ConsentQuestion } from './consent.schema.ts'

/** Asks a person what another app may do. Its cookie lives below /interaction/:uid/consent. */
export function consentRoutes(app: App, deps: AuthDeps, provider: Provider) {
  app.get('/interaction/:uid/consent', { schema: { hide: true, params: ConsentParams } }, ({ params }, reply) =>
    reply.redirect(`/consent?interaction=${params.uid}`, 303),
  )

  app.get(
    '/interaction/:uid/consent/question',
    { schema: { params: ConsentParams, response: { 200: ConsentQuestion } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return askConsent(deps, await getConsent(provider, request, request.params.uid, reply))
    },
  )

  app.post(
    '/interaction/:uid/consent/decision',
    {
      preHandler: ownPageOnly(deps.origin),
      schema: { params: ConsentParams, body: ConsentDecision, response: { 200: ConsentAnswer } },
    },
    async (request, reply) => {
      const interaction = await getConsent(provider, request, request.params.uid, reply)
      const { decision } = request.body
      const finish = async (result: InteractionResults) => ({
        redirectTo: await provider.interactionResult(request.raw, reply.raw, result, {
          mergeWithLastSubmission: decision === 'allow',
        }),
      })
      if (decision === 'cancel') return finish({ error: 'access_denied', error_description: 'The person said no.' })
      // Read by the sign-in policy, which then asks who is there.
      if (decision === 'other') return finish({ otherAccount: true })
      return finish({ consent: { grantId: await allow(deps, provider, interaction, auditSource(request)) } })
    },
  )
}

/** @throws interaction_expired (410) where this browser is asked nothing of the kind (any more) */
async function getConsent(provider: Provider, request: FastifyRequest, uid: string, reply: FastifyReply) {
  try {
    const interaction = await provider.interactionDetails(request.raw, reply.raw)
    if (interaction.uid === uid && interaction.prompt.name === 'consent') return interaction
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error
  }
  throw gone('interaction_expired', 'This question has been open for too long. Please start again from the app.')
}
