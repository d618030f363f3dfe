import type { Consumer } from '@bell/platform/events'
import type { App } from '@bell/platform/http'
import { accountRoutes } from './accounts/account.routes.ts'
import type { AuthDeps } from './deps.ts'
import { invitationRoutes } from './invitations/invitations.routes.ts'
import { joinRoutes } from './invitations/join.routes.ts'
import { mountProvider } from './oidc/mount.ts'
import { createProvider } from './oidc/provider.ts'
import { loadSigningKeys } from './oidc/signing-keys.ts'
import { sweepExpired } from './oidc/sweep.ts'
import { peopleRoutes } from './people/people.routes.ts'
import { setupRoutes } from './setup/setup.routes.ts'
import { signInRoutes } from './sign-in/sign-in.routes.ts'
import type { AuthTables } from './tables.ts'

export { userChanged, userCreated } from './accounts/accounts.schema.ts'
export type { AuthClient, AuthDeps } from './deps.ts'
export { addUser, disableUser, listUsers, setRole } from './people/operator.ts'
export { isSetupNeeded } from './setup/setup.ts'
export type { Person } from './people/people.schema.ts'
export { authMigrations } from './migrations.ts'
export { authTables, type AuthTables } from './tables.ts'

/** AuthBell: accounts, sign-in, and the OpenID Connect provider of the family. */
export function createAuth(deps: AuthDeps) {
  let stopSweeping: (() => Promise<void>) | undefined

  return {
    async routes(app: App) {
      const provider = createProvider(deps, await loadSigningKeys(deps))
      await mountProvider(app, provider, deps.origin)
      signInRoutes(app, deps, provider)
      setupRoutes(app, deps, provider)
      joinRoutes(app, deps, provider)
      invitationRoutes(app, deps)
      accountRoutes(app, deps)
      peopleRoutes(app, deps)
      stopSweeping = sweepExpired(deps)
    },
    consumers: [] as Consumer<AuthTables, unknown>[],
    close: async () => stopSweeping?.(),
  }
}
