import { rateLimit, type App } from '@bell/platform/http'
import { ownPageOnly } from '@bell/platform/session'
import type { Provider } from 'oidc-provider'
import { auditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { Joined } from '../invitations/invitations.schema.ts'
import { signInHere } from '../oidc/provider-session.ts'
import { placeOf } from '../sign-in/address.ts'
import { SignUp, SignUpAddress, SignUpBegun, SignUpFinished, SignUpLink } from './sign-up.schema.ts'
import { addressOfLink, beginSignUp, finishSignUp } from './sign-up.ts'

/** An account for anyone, by a letter. */
export function signUpRoutes(app: App, deps: AuthDeps, provider: Provider) {
  const ownPage = ownPageOnly(deps.origin)
  const limited = rateLimit(deps.keyValue, {
    name: 'sign-up',
    limit: 20,
    windowMs: 3_600_000,
    by: ({ ip }) => placeOf(ip),
  })
  const tags = ['sign-up']

  app.get('/api/sign-up', { schema: { tags, response: { 200: SignUp } } }, async () => ({
    open: deps.signUp === 'open',
    byMail: deps.mail !== undefined,
  }))

  app.post(
    '/api/sign-up',
    {
      preHandler: [ownPage, limited],
      schema: {
        tags,
        summary: 'Asks for a letter; answers the same whether or not there is an account',
        body: SignUpBegun,
      },
    },
    async ({ body }, reply) => {
      await beginSignUp(deps, body)
      return reply.code(202).send()
    },
  )

  app.post(
    '/api/sign-up/lookup',
    { preHandler: ownPage, schema: { tags, body: SignUpLink, response: { 200: SignUpAddress } } },
    async ({ body }) => ({ email: addressOfLink(deps, body.token) }),
  )

  app.post(
    '/api/sign-up/finish',
    { preHandler: [ownPage, limited], schema: { tags, body: SignUpFinished, response: { 201: Joined } } },
    async (request, reply) => {
      const account = await finishSignUp(deps, request.body, auditSource(request))
      await signInHere(provider, deps.origin, request, reply, account.id)
      return reply.code(201).send({ redirectTo: `${deps.family.music}/session/login` })
    },
  )
}
