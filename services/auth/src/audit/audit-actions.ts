/**
 * Everything that is written into the audit log, by what it is about. A name once given stays; pages have words for each,
 * in `apps/auth-web/src/i18n` under `audit.did`.
 */
export const auditKinds = {
  signIn: ['sign-in.succeeded', 'sign-in.failed', 'recovery-code.used'],
  sessions: ['session.ended', 'session.token_reused', 'session.code_reused', 'session.rotated', 'logout.undelivered'],
  credentials: [
    'password.changed',
    'email.changed',
    'reset.requested',
    'reset.used',
    'passkey.added',
    'passkey.removed',
    'passkey.counter-fell',
    'second-factor.on',
    'second-factor.off',
    'recovery-codes.renewed',
  ],
  people: [
    'account.added',
    'account.changed',
    'account.deleted',
    'account.restored',
    'account.gone',
    'invitation.made',
    'invitation.revoked',
  ],
  apps: [
    'client.added',
    'client.changed',
    'client.secret-rotated',
    'client.removed',
    'consent.granted',
    'consent.revoked',
  ],
  keys: ['key.rotation-begun', 'key.current', 'key.withdrawn'],
} as const

export type AuditKind = keyof typeof auditKinds
export type AuditAction = (typeof auditKinds)[AuditKind][number]

export const auditActions: readonly AuditAction[] = Object.values(auditKinds).flat()

/** What happens by itself, every few minutes for everyone who is here: shown only to who asks for it. */
export const routineAction = 'session.rotated' satisfies AuditAction
