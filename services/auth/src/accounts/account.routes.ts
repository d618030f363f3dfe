import { forbidden, rateLimit, signedIn, unauthorized, type App, type User } from '@bell/platform/http'
import type { AuthDeps } from '../deps.ts'
import { findAccount, type AccountRow } from './accounts.queries.ts'
import { Account, AccountChange, PasswordChange } from './accounts.schema.ts'
import { changeAccount, changePassword } from './accounts.ts'

/** One's own account. */
export function accountRoutes(app: App, deps: AuthDeps) {
  const guessing = rateLimit(deps.keyValue, {
    name: 'own-password',
    limit: 10,
    windowMs: 600_000,
    by: ({ user }) => user.id,
  })

  app.get('/api/account', { preHandler: signedIn, schema: { response: { 200: Account } } }, async ({ user }) => {
    const account = await findAccount(deps.db, personOf(user))
    if (!account || account.disabledAt !== null)
      throw unauthorized('session_ended', 'This account cannot be used any more.')
    return shown(account)
  })

  app.patch(
    '/api/account',
    { preHandler: signedIn, schema: { body: AccountChange, response: { 200: Account } } },
    async ({ user, body }) => shown(await changeAccount(deps, personOf(user), body)),
  )

  app.post(
    '/api/account/password',
    { preHandler: [signedIn, guessing], schema: { body: PasswordChange } },
    async ({ user, body }, reply) => {
      await changePassword(deps, { id: personOf(user), sid: user.sid }, body)
      return reply.code(204).send()
    },
  )
}

function personOf(user: User) {
  if (user.clientId !== undefined) throw forbidden('forbidden', 'A service account has no account page.')
  return user.id
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
