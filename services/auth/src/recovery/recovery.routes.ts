import { conflict, rateLimit, signedIn, type App } from '@bell/platform/http'
import { ownPageOnly } from '@bell/platform/session'
import type { Provider } from 'oidc-provider'
import { withCurrentRole } from '../accounts/policies.ts'
import { auditSource } from '../audit/audit.ts'
import { getConfirmed } from '../confirmation/confirmation.ts'
import type { AuthDeps } from '../deps.ts'
import { PersonParams } from '../people/people.schema.ts'
import { placeOf } from '../sign-in/address.ts'
import { markThisPlace } from '../sign-in/interactions.ts'
import { changeEmail, confirmEmail } from './change-email.ts'
import { noteForgotten } from './forgotten.ts'
import {
  ConfirmedEmail,
  EmailChange,
  EmailChanged,
  Forgotten,
  LinkToken,
  Recovery,
  Reset,
  ResetAccount,
  ResetLink,
} from './recovery.schema.ts'
import { lookUpReset, makeResetLink, resetPassword } from './reset-password.ts'

const hour = 3_600_000

/** Ways back for who forgot the password, and to another address. */
export function recoveryRoutes(app: App, deps: AuthDeps, provider: Provider) {
  const ownPage = ownPageOnly(deps.origin)
  const byAddress = (name: string, limit: number) =>
    rateLimit(deps.keyValue, { name, limit, windowMs: hour, by: ({ ip }) => placeOf(ip) })
  const letters = rateLimit(deps.keyValue, {
    name: 'email-change',
    limit: 5,
    windowMs: hour,
    by: ({ user }) => user.id,
  })

  app.get('/api/recovery', { schema: { response: { 200: Recovery } } }, () => ({ byMail: deps.mail !== undefined }))
  app.post(
    '/api/recovery/forgotten',
    {
      preHandler: [ownPage, byAddress('forgotten', 10)],
      schema: { summary: 'Asks for a letter; answers the same whether or not there is an account', body: Forgotten },
    },
    async (request, reply) => {
      if (!deps.mail) throw conflict('no_mail', 'This place sends no mail. Ask who looks after it for a link.')
      await noteForgotten(deps, request.body, auditSource(request))
      return reply.code(202).send()
    },
  )
  app.post(
    '/api/recovery/lookup',
    {
      preHandler: [ownPage, byAddress('reset-lookup', 100)],
      schema: { body: LinkToken, response: { 200: ResetAccount } },
    },
    async ({ body }) => {
      const { name, email } = await lookUpReset(deps, body.token)
      return { name, email }
    },
  )
  app.post(
    '/api/recovery/reset',
    { preHandler: [ownPage, byAddress('reset', 60)], schema: { body: Reset } },
    async (request, reply) => {
      const account = await resetPassword(deps, request.body, auditSource(request))
      // Whoever has the link is no stranger, however many strangers have used up the account's allowance.
      markThisPlace(deps, provider, request, reply, account)
      return reply.code(204).send()
    },
  )
  app.post(
    '/api/people/:personId/reset-link',
    {
      preHandler: signedIn,
      schema: { summary: 'For those who look after the people', params: PersonParams, response: { 201: ResetLink } },
    },
    async (request, reply) => {
      const actor = await withCurrentRole(deps, request.user)
      const { link, expiresAt } = await makeResetLink(deps, actor, request.params.personId, auditSource(request))
      return reply.code(201).send({ link, expiresAt: new Date(expiresAt).toISOString() })
    },
  )

  app.post(
    '/api/account/email',
    { preHandler: [signedIn, letters], schema: { body: EmailChange, response: { 200: EmailChanged } } },
    async (request) => changeEmail(deps, await getConfirmed(deps, request), request.body.email),
  )
  app.post(
    '/api/recovery/email',
    {
      preHandler: [ownPage, byAddress('confirm-email', 60)],
      schema: { body: LinkToken, response: { 200: ConfirmedEmail } },
    },
    async (request) => ({ email: await confirmEmail(deps, request.body.token, auditSource(request)) }),
  )
}
