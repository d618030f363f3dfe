import { rateLimit, signedIn, type App } from '@bell/platform/http'
import { auditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import type { AccountRow } from './accounts.queries.ts'
import { Account, AccountChange, PasswordChange } from './accounts.schema.ts'
import { changeAccount, changePassword } from './accounts.ts'
import { getOwnAccount } from './policies.ts'

/** One's own account. */
export function accountRoutes(app: App, deps: AuthDeps) {
  app.get('/api/account', { preHandler: signedIn, schema: { response: { 200: Account } } }, async ({ user }) => {
    return shown(await getOwnAccount(deps, user))
  })

  app.patch(
    '/api/account',
    { preHandler: signedIn, schema: { body: AccountChange, response: { 200: Account } } },
    async ({ user, body }) => {
      const { id } = await getOwnAccount(deps, user)
      return shown(await changeAccount(deps, id, body))
    },
  )

  app.post(
    '/api/account/password',
    { preHandler: [signedIn, guessesOfOwnPassword(deps)], schema: { body: PasswordChange } },
    async (request, reply) => {
      const { user, body } = request
      const { id } = await getOwnAccount(deps, user)
      await changePassword(deps, { id, sid: user.sid }, body, auditSource(request))
      return reply.code(204).send()
    },
  )
}

/** How often one may guess the password of the account that one is signed in to, wherever it is asked for. */
export function guessesOfOwnPassword({ keyValue }: Pick<AuthDeps, 'keyValue'>) {
  return rateLimit(keyValue, { name: 'own-password', limit: 10, windowMs: 600_000, by: ({ user }) => user.id })
}

function shown({ id, email, name, role, language, createdAt }: AccountRow): Account {
  return {
    id,
    email,
    name,
    role,
    language: language as Account['language'],
    createdAt: new Date(createdAt).toISOString(),
  }
}
