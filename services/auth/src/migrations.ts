import { createTable, isSqlite, type Migration } from '@bell/platform/database'
import { eventMigrations } from '@bell/platform/events'
import { leaseMigrations } from '@bell/platform/leases'
import { sessionMigrations } from '@bell/platform/session'
import { sql } from 'kysely'
import { devicesMigration } from './devices/devices.migration.ts'
import { ephemeralMigration } from './ephemeral/ephemeral.migration.ts'

export const authMigrations: Migration[] = [
  ...eventMigrations,
  {
    name: '0001-accounts',
    async up(db, { text, int }) {
      await createTable(db, 'account')
        .addColumn('id', text, (column) => column.primaryKey())
        .addColumn('email', text, (column) => column.notNull())
        .addColumn('emailKey', text, (column) => column.notNull().unique())
        .addColumn('name', text, (column) => column.notNull())
        .addColumn('role', text, (column) => column.notNull())
        .addColumn('language', text)
        .addColumn('passwordHash', text, (column) => column.notNull())
        .addColumn('disabledAt', int)
        .addColumn('createdAt', int, (column) => column.notNull())
        .addColumn('revision', int, (column) => column.notNull())
        .execute()
      await db.schema.createIndex('account_by_age').on('account').columns(['createdAt', 'id']).execute()
      await createTable(db, 'founding')
        .addColumn('id', text, (column) => column.primaryKey())
        .addColumn('at', int, (column) => column.notNull())
        .addColumn('revision', int, (column) => column.notNull())
        .execute()
      await createTable(db, 'invitation')
        .addColumn('id', text, (column) => column.primaryKey())
        .addColumn('tokenHash', text, (column) => column.notNull().unique())
        .addColumn('role', text, (column) => column.notNull())
        .addColumn('note', text, (column) => column.notNull())
        .addColumn('createdBy', text, (column) => column.notNull().references('account.id'))
        .addColumn('createdAt', int, (column) => column.notNull())
        .addColumn('expiresAt', int, (column) => column.notNull())
        .addColumn('maxUses', int, (column) => column.notNull())
        .addColumn('uses', int, (column) => column.notNull())
        .addColumn('revokedAt', int)
        .execute()
      await db.schema.createIndex('invitation_by_age').on('invitation').columns(['createdAt', 'id']).execute()
    },
  },
  {
    name: '0002-oidc',
    async up(db, { text, int }) {
      await createTable(db, 'signingKey')
        .addColumn('kid', text, (column) => column.primaryKey())
        .addColumn('slot', text, (column) => column.unique())
        .addColumn('publicJwk', text, (column) => column.notNull())
        .addColumn('sealedPrivateJwk', text, (column) => column.notNull())
        .addColumn('createdAt', int, (column) => column.notNull())
        .execute()
      await createTable(db, 'oidcRecord')
        .addColumn('model', text, (column) => column.notNull())
        .addColumn('hash', text, (column) => column.notNull())
        .addColumn('payload', text, (column) => column.notNull())
        .addColumn('uid', text)
        .addColumn('accountId', text)
        .addColumn('clientId', text)
        .addColumn('grantId', text)
        .addColumn('consumedAt', int)
        .addColumn('expiresAt', int, (column) => column.notNull())
        .addPrimaryKeyConstraint('oidcRecord_key', ['model', 'hash'])
        .execute()
      await db.schema.createIndex('oidcRecord_by_uid').on('oidcRecord').column('uid').execute()
      await db.schema.createIndex('oidcRecord_by_account').on('oidcRecord').column('accountId').execute()
      await db.schema.createIndex('oidcRecord_by_grant').on('oidcRecord').column('grantId').execute()
      await db.schema.createIndex('oidcRecord_by_expiry').on('oidcRecord').column('expiresAt').execute()
      await createTable(db, 'refreshToken')
        .addColumn('hash', text, (column) => column.primaryKey())
        .addColumn('payload', text, (column) => column.notNull())
        .addColumn('accountId', text, (column) => column.notNull())
        .addColumn('clientId', text, (column) => column.notNull())
        .addColumn('grantId', text, (column) => column.notNull())
        .addColumn('sessionUid', text)
        .addColumn('consumedAt', int)
        .addColumn('successorHash', text)
        .addColumn('sealedSuccessor', text)
        .addColumn('expiresAt', int, (column) => column.notNull())
        .execute()
      await db.schema.createIndex('refreshToken_by_account').on('refreshToken').column('accountId').execute()
      await db.schema.createIndex('refreshToken_by_grant').on('refreshToken').column('grantId').execute()
      await db.schema.createIndex('refreshToken_by_expiry').on('refreshToken').column('expiresAt').execute()
    },
  },
  {
    name: '0003-ended-sessions',
    async up(db, { text, int }) {
      await createTable(db, 'endedSession')
        .addColumn('uid', text, (column) => column.primaryKey())
        .addColumn('expiresAt', int, (column) => column.notNull())
        .execute()
      await db.schema.createIndex('endedSession_by_expiry').on('endedSession').column('expiresAt').execute()
    },
  },
  {
    name: '0004-deleting',
    async up(db, { text, int }) {
      await db.schema.alterTable('account').addColumn('deletedAt', int).execute()
      await db.schema.alterTable('account').addColumn('deletedBy', text).execute()
      await db.schema
        .createIndex('account_deleted')
        .on('account')
        .column('deletedAt')
        .where(sql.ref('deletedAt'), 'is not', null)
        .execute()
      await db.schema.createIndex('invitation_by_creator').on('invitation').column('createdBy').execute()
    },
  },
  {
    name: '0005-audit',
    async up(db, { text, int }) {
      await createTable(db, 'audit')
        .addColumn('id', text, (column) => column.primaryKey())
        .addColumn('at', int, (column) => column.notNull())
        .addColumn('action', text, (column) => column.notNull())
        .addColumn('actorId', text)
        .addColumn('subjectKind', text)
        .addColumn('subjectId', text)
        .addColumn('address', text)
        .addColumn('userAgent', text)
        .addColumn('details', text, (column) => column.notNull())
        .execute()
      await db.schema.createIndex('audit_by_action').on('audit').columns(['action', 'id']).execute()
      await db.schema.createIndex('audit_by_actor').on('audit').columns(['actorId', 'id']).execute()
      await db.schema.createIndex('audit_by_subject').on('audit').columns(['subjectId', 'id']).execute()
      // Not even a mistake of ours changes what was written down.
      if (isSqlite(db)) {
        await sql`create trigger audit_stays before update on audit
          begin select raise(abort, 'the audit log is append-only'); end`.execute(db)
      } else {
        await sql`create function audit_stays() returns trigger language plpgsql as $$
          begin raise exception 'the audit log is append-only'; end $$`.execute(db)
        await sql`create trigger audit_stays before update on audit
          for each row execute function audit_stays()`.execute(db)
      }
    },
  },
  {
    name: '0006-clients',
    async up(db, { text, int }) {
      await createTable(db, 'client')
        .addColumn('id', text, (column) => column.primaryKey())
        .addColumn('name', text, (column) => column.notNull())
        .addColumn('kind', text, (column) => column.notNull())
        .addColumn('redirectUris', text, (column) => column.notNull())
        .addColumn('postLogoutRedirectUris', text, (column) => column.notNull())
        .addColumn('backchannelLogoutUri', text)
        .addColumn('secretHash', text)
        .addColumn('earlierSecretHash', text)
        .addColumn('earlierSecretUntil', int)
        .addColumn('jwks', text)
        .addColumn('jwksUri', text)
        .addColumn('scopes', text, (column) => column.notNull())
        .addColumn('addedBy', text)
        .addColumn('createdAt', int, (column) => column.notNull())
        .addColumn('disabledAt', int)
        .execute()
      await db.schema.createIndex('client_by_age').on('client').columns(['createdAt', 'id']).execute()
      await createTable(db, 'clientOrigin')
        .addColumn('origin', text, (column) => column.notNull())
        .addColumn('clientId', text, (column) => column.notNull().references('client.id'))
        .addPrimaryKeyConstraint('clientOrigin_key', ['origin', 'clientId'])
        .execute()
      await db.schema.createIndex('clientOrigin_by_client').on('clientOrigin').column('clientId').execute()
      await createTable(db, 'consent')
        .addColumn('accountId', text, (column) => column.notNull().references('account.id'))
        .addColumn('clientId', text, (column) => column.notNull().references('client.id'))
        .addColumn('scopes', text, (column) => column.notNull())
        .addColumn('grantedAt', int, (column) => column.notNull())
        .addColumn('usedAt', int, (column) => column.notNull())
        .addPrimaryKeyConstraint('consent_key', ['accountId', 'clientId'])
        .execute()
      await db.schema.createIndex('consent_by_client').on('consent').column('clientId').execute()
      await db.schema.alterTable('oidcRecord').addColumn('userCodeHash', text).execute()
      await db.schema.createIndex('oidcRecord_by_user_code').on('oidcRecord').column('userCodeHash').execute()
      await db.schema.createIndex('oidcRecord_by_client').on('oidcRecord').column('clientId').execute()
      await db.schema.createIndex('refreshToken_by_client').on('refreshToken').column('clientId').execute()
    },
  },
  {
    name: '0007-keys',
    async up(db, { int }) {
      for (const name of ['signsAt', 'goesAt', 'withdrawnAt']) {
        await db.schema.alterTable('signingKey').addColumn(name, int).execute()
      }
      await db
        .updateTable('signingKey')
        .set((row) => ({ signsAt: row.ref('createdAt') }))
        .execute()
    },
  },
  {
    name: '0009-sign-in',
    async up(db, { text, int }) {
      await createTable(db, 'passkey')
        .addColumn('id', text, (column) => column.primaryKey())
        .addColumn('accountId', text, (column) => column.notNull())
        .addColumn('credentialId', text, (column) => column.notNull().unique())
        .addColumn('publicKey', text, (column) => column.notNull())
        .addColumn('counter', int, (column) => column.notNull())
        .addColumn('transports', text, (column) => column.notNull())
        .addColumn('synced', int, (column) => column.notNull())
        .addColumn('name', text, (column) => column.notNull())
        .addColumn('createdAt', int, (column) => column.notNull())
        .addColumn('lastUsedAt', int)
        .execute()
      await db.schema.createIndex('passkey_by_account').on('passkey').columns(['accountId', 'id']).execute()
      await createTable(db, 'secondFactor')
        .addColumn('accountId', text, (column) => column.primaryKey())
        .addColumn('sealedSecret', text, (column) => column.notNull())
        .addColumn('lastStep', int, (column) => column.notNull())
        .addColumn('createdAt', int, (column) => column.notNull())
        .execute()
      await createTable(db, 'recoveryCode')
        .addColumn('accountId', text, (column) => column.notNull())
        .addColumn('hash', text, (column) => column.notNull())
        .addPrimaryKeyConstraint('recoveryCode_key', ['accountId', 'hash'])
        .execute()
      await createTable(db, 'oneTimeLink')
        .addColumn('hash', text, (column) => column.primaryKey())
        .addColumn('kind', text, (column) => column.notNull())
        .addColumn('accountId', text, (column) => column.notNull())
        .addColumn('email', text)
        .addColumn('createdBy', text)
        .addColumn('createdAt', int, (column) => column.notNull())
        .addColumn('expiresAt', int, (column) => column.notNull())
        .execute()
      await db.schema.createIndex('oneTimeLink_by_account').on('oneTimeLink').column('accountId').execute()
      await db.schema.createIndex('oneTimeLink_by_expiry').on('oneTimeLink').column('expiresAt').execute()
      await createTable(db, 'resetRequest')
        .addColumn('id', text, (column) => column.primaryKey())
        .addColumn('sealedEmail', text, (column) => column.notNull())
        .addColumn('language', text, (column) => column.notNull())
        .addColumn('address', text, (column) => column.notNull())
        .addColumn('userAgent', text)
        .addColumn('createdAt', int, (column) => column.notNull())
        .execute()
      await createTable(db, 'mail')
        .addColumn('id', text, (column) => column.primaryKey())
        .addColumn('sealed', text, (column) => column.notNull())
        .addColumn('attempts', int, (column) => column.notNull())
        .addColumn('dueAt', int, (column) => column.notNull())
        .addColumn('expiresAt', int, (column) => column.notNull())
        .execute()
      await db.schema.createIndex('mail_by_due').on('mail').column('dueAt').execute()
    },
  },
  ...sessionMigrations,
  ...leaseMigrations,
  devicesMigration,
  {
    name: '0010-lookups',
    async up(db) {
      await db.schema.createIndex('mail_by_expiry').on('mail').column('expiresAt').execute()
      await db.schema.createIndex('account_by_role').on('account').column('role').execute()
    },
  },
  ephemeralMigration,
  {
    name: '0012-refresh-attempts',
    async up(db, { text }) {
      await db.schema.alterTable('refreshToken').addColumn('attemptHash', text).execute()
    },
  },
]
