import { signedIn, type App } from '@bell/platform/http'
import { z } from 'zod'
import { guessesOfOwnPassword } from '../accounts/account.routes.ts'
import { Password } from '../accounts/accounts.schema.ts'
import { getOwnAccount } from '../accounts/policies.ts'
import type { AuthDeps } from '../deps.ts'
import { confirmByPassword } from './confirmation.ts'

const Confirmation = z.object({ currentPassword: Password })

/** Shows once more that it is oneself, for the next ten minutes of this session. */
export function confirmationRoutes(app: App, deps: AuthDeps) {
  app.post(
    '/api/account/confirmation',
    { preHandler: [signedIn, guessesOfOwnPassword(deps)], schema: { body: Confirmation } },
    async ({ user, body }, reply) => {
      await confirmByPassword(deps, user, await getOwnAccount(deps, user), body.currentPassword)
      return reply.code(204).send()
    },
  )
}
