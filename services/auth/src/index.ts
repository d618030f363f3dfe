import { repeat } from '@bell/platform/clock'
import type { Consumer, EventDefinition } from '@bell/platform/events'
import type { App } from '@bell/platform/http'
import type { Schedule } from '@bell/platform/leases'
import { userDeleted, userDeletionScheduled, userRestored } from '@bell/platform/people'
import { userChanged, userCreated } from './accounts/accounts.schema.ts'
import { accountRoutes } from './accounts/account.routes.ts'
import { clientRoutes } from './clients/clients.routes.ts'
import { connectedAppRoutes } from './consent/connected-apps.routes.ts'
import { consentRoutes } from './consent/consent.routes.ts'
import { auditRoutes } from './audit/audit.routes.ts'
import { sweepAudit } from './audit/sweep-audit.ts'
import type { AuthDeps } from './deps.ts'
import { deviceRoutes } from './devices/devices.routes.ts'
import { noticeRoutes } from './devices/notices.routes.ts'
import { deletingRoutes } from './deleting/deleting.routes.ts'
import { sweepDeleted } from './deleting/sweep-deleted.ts'
import { confirmationRoutes } from './confirmation/confirmation.routes.ts'
import { deliverLogouts } from './logout/deliver.ts'
import { eventRoutes } from './events/events.routes.ts'
import { invitationRoutes } from './invitations/invitations.routes.ts'
import { joinRoutes } from './invitations/join.routes.ts'
import { keyRoutes } from './keys/keys.routes.ts'
import { openKeyRing } from './keys/key-ring.ts'
import { sendMails } from './mail/send-mails.ts'
import { connectSmtp } from './mail/smtp.ts'
import { mountProvider } from './oidc/mount.ts'
import { createProvider } from './oidc/provider.ts'
import { sweepExpired } from './oidc/sweep.ts'
import { passkeyRoutes } from './passkeys/passkeys.routes.ts'
import { peopleRoutes } from './people/people.routes.ts'
import { answerForgotten } from './recovery/forgotten.ts'
import { profilePictureRoutes } from './profile-picture/profile-picture.routes.ts'
import { signUpRoutes } from './sign-up/sign-up.routes.ts'
import { recoveryRoutes } from './recovery/recovery.routes.ts'
import { secondFactorRoutes } from './second-factor/second-factor.routes.ts'
import { setupRoutes } from './setup/setup.routes.ts'
import { signInRoutes } from './sign-in/sign-in.routes.ts'
import type { AuthTables } from './tables.ts'

export { userChanged, userCreated } from './accounts/accounts.schema.ts'
export { NewClient } from './clients/clients.schema.ts'
export { listRegisteredClients, registerClient, removeRegisteredClient } from './clients/operator.ts'
export type { AuthClient, AuthDeps } from './deps.ts'
export type { Holder } from './deleting/holdings.ts'
export {
  addUser,
  deleteUser,
  disableUser,
  listUsers,
  resetLinkFor,
  restoreUser,
  setRole,
  turnOffSecondFactor,
} from './people/operator.ts'
export { keySetChanged } from './keys/key-ring.ts'
export { keyTimes, type KeyTimes } from './keys/key-times.ts'
export { listSigningKeys, rotateSigningKey } from './keys/operator.ts'
export { connectSmtp } from './mail/smtp.ts'
export { isSetupNeeded } from './setup/setup.ts'
export type { Person } from './people/people.schema.ts'
export { authMigrations } from './migrations.ts'
export { authTables, type AuthTables } from './tables.ts'

/** Every event that AuthBell tells. */
export const authEvents: EventDefinition[] = [
  userCreated,
  userChanged,
  userDeletionScheduled,
  userRestored,
  userDeleted,
]

const sweepEveryMs = { deleted: 15 * 60_000, expired: 10 * 60_000, audit: 3_600_000 }
const lettersEveryMs = 2000

/** AuthBell: accounts, sign-in, and the OpenID Connect provider of the family. */
export function createAuth(deps: AuthDeps) {
  let opening: ReturnType<typeof open> | undefined
  const openOnce = () => (opening ??= open())

  async function open() {
    const keys = await openKeyRing(deps)
    return { keys, provider: createProvider(deps, keys) }
  }

  return {
    async routes(app: App) {
      const { provider } = await openOnce()
      await mountProvider(app, provider, deps.origin)
      signInRoutes(app, deps, provider)
      consentRoutes(app, deps, provider)
      secondFactorRoutes(app, deps, provider)
      passkeyRoutes(app, deps, provider)
      confirmationRoutes(app, deps)
      recoveryRoutes(app, deps, provider)
      setupRoutes(app, deps, provider)
      joinRoutes(app, deps, provider)
      signUpRoutes(app, deps, provider)
      invitationRoutes(app, deps)
      accountRoutes(app, deps)
      profilePictureRoutes(app, deps)
      connectedAppRoutes(app, deps)
      clientRoutes(app, deps)
      deviceRoutes(app, deps)
      noticeRoutes(app, deps, provider)
      peopleRoutes(app, deps)
      auditRoutes(app, deps)
      keyRoutes(app, deps)
      eventRoutes(app, deps)
      deletingRoutes(app, deps)
    },
    consumers: [] as Consumer<AuthTables, unknown>[],
    /** Sends letters, and word of logouts, from now on. @returns how to stop that */
    async startSending() {
      const { provider } = await openOnce()
      const stopLetters = deps.mail && (await sendLetters(deps, deps.mail))
      const stopDelivering = deliverLogouts(deps, provider)
      return async () => void (await Promise.all([stopDelivering(), stopLetters?.()]))
    },
    schedules: [
      { name: 'expired', everyMs: sweepEveryMs.expired, run: () => sweepExpired(deps) },
      { name: 'deleted', everyMs: sweepEveryMs.deleted, run: () => sweepDeleted(deps) },
      { name: 'audit', everyMs: sweepEveryMs.audit, run: () => sweepAudit(deps) },
    ] satisfies Schedule[],
    close: async () => (await opening)?.keys.close(),
  }
}

/** Sends what is to be sent, every two seconds. @returns how to stop that */
async function sendLetters(deps: AuthDeps, mail: NonNullable<AuthDeps['mail']>) {
  const smtp = await connectSmtp(mail)
  const onError = (err: unknown) => deps.log.error({ err }, 'Letters could not be sent')
  const stop = repeat({ everyMs: lettersEveryMs, onError }, async () => {
    await answerForgotten(deps)
    await sendMails(deps, smtp.send)
  })
  return async () => {
    await stop()
    smtp.close()
  }
}
