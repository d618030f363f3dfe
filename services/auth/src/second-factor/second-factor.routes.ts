import { gone, signedIn, type App } from '@bell/platform/http'
import { ownPageOnly } from '@bell/platform/session'
import type { Provider } from 'oidc-provider'
import { findAccount } from '../accounts/accounts.queries.ts'
import { getOwnAccount, withCurrentRole } from '../accounts/policies.ts'
import { auditSource } from '../audit/audit.ts'
import { getConfirmed } from '../confirmation/confirmation.ts'
import type { AuthDeps } from '../deps.ts'
import { PersonParams } from '../people/people.schema.ts'
import { finishSignIn, getInteraction, signInSource } from '../sign-in/interactions.ts'
import { InteractionParams, SignedIn } from '../sign-in/sign-in.schema.ts'
import { isUsable } from '../sign-in/sign-in.ts'
import { findFirstStep, forgetFirstStep } from './first-step.ts'
import { CodeBody, RecoveryCodes, SecondFactorSetup, SecondFactorState } from './second-factor.schema.ts'
import {
  beginSetup,
  checkCode,
  describeSecondFactor,
  replaceRecoveryCodes,
  turnOff,
  turnOffFor,
  turnOn,
} from './second-factor.ts'

/** Two-step sign-in: the code after the password, and the account's settings for it. */
export function secondFactorRoutes(app: App, deps: AuthDeps, provider: Provider) {
  app.post(
    '/interaction/:uid/second-factor',
    {
      preHandler: ownPageOnly(deps.origin),
      schema: { params: InteractionParams, body: CodeBody, response: { 200: SignedIn } },
    },
    async (request, reply) => {
      const { uid } = request.params
      await getInteraction(provider, request, uid, reply)
      const step = await findFirstStep(deps, uid)
      const account = step && (await findAccount(deps.db, step.accountId))
      if (!account || !isUsable(deps, account))
        throw gone('interaction_expired', 'This sign-in has been open for too long. Please start again.')
      const method = await checkCode(deps, account, request.body.code, signInSource(deps, provider, request, reply))
      await forgetFirstStep(deps, uid)
      const signIn = { account, keep: step.keep, shared: step.shared, amr: ['pwd', ...method, 'mfa'] }
      return { redirectTo: await finishSignIn(deps, provider, request, reply, signIn) }
    },
  )

  app.get(
    '/api/account/second-factor',
    { preHandler: signedIn, schema: { response: { 200: SecondFactorState } } },
    async ({ user }) => {
      const state = await describeSecondFactor(deps.db, (await getOwnAccount(deps, user)).id)
      if (!state) return { since: null, recoveryCodesLeft: 0 }
      return { since: new Date(state.since).toISOString(), recoveryCodesLeft: state.recoveryCodesLeft }
    },
  )
  app.post(
    '/api/account/second-factor/setup',
    { preHandler: signedIn, schema: { response: { 200: SecondFactorSetup } } },
    async (request) => beginSetup(deps, (await getConfirmed(deps, request)).account),
  )
  app.post(
    '/api/account/second-factor',
    { preHandler: signedIn, schema: { body: CodeBody, response: { 201: RecoveryCodes } } },
    async (request, reply) => {
      const recoveryCodes = await turnOn(
        deps,
        await getConfirmed(deps, request),
        request.body.code.replaceAll(/\s/g, ''),
      )
      return reply.code(201).send({ recoveryCodes })
    },
  )
  app.delete('/api/account/second-factor', { preHandler: signedIn }, async (request, reply) => {
    await turnOff(deps, await getConfirmed(deps, request))
    return reply.code(204).send()
  })
  app.post(
    '/api/account/second-factor/recovery-codes',
    { preHandler: signedIn, schema: { response: { 201: RecoveryCodes } } },
    async (request, reply) =>
      reply.code(201).send({ recoveryCodes: await replaceRecoveryCodes(deps, await getConfirmed(deps, request)) }),
  )

  app.delete(
    '/api/people/:personId/second-factor',
    { preHandler: signedIn, schema: { summary: 'For those who look after the people', params: PersonParams } },
    async (request, reply) => {
      const actor = await withCurrentRole(deps, request.user)
      await turnOffFor(deps, actor, request.params.personId, auditSource(request))
      return reply.code(204).send()
    },
  )
}
