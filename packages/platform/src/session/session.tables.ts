import { createTable, type Migration, type TableRegistry } from '../database/index.ts'

/** What every product keeps of sessions, in its own database. Instants are ms UTC. */
export interface SessionTables {
  denial: DenialTable
  pendingLogout: PendingLogoutTable
}

/** Whose access tokens are refused although they are genuine and in time. */
export interface DenialTable {
  kind: 'session' | 'person' | 'client'
  /** The session's `sid`, the person's id, or the client's (and after a space the person's, where only theirs). */
  subject: string
  /** Of a client: what was issued up to then is refused. */
  at: number
  /** Of a person: what was issued by an earlier revision of the account is refused. 0 for the other kinds. */
  revision: number
  /** When it was written last: by this the other processes find what is new. */
  writtenAt: number
  expiresAt: number
}

/** A sign-out that was acknowledged here and of which AuthBell does not know yet. */
export interface PendingLogoutTable {
  sid: string
  /** The session as the cookie held it, sealed. */
  sealed: string
  attempts: number
  nextAt: number
  expiresAt: number
}

/** For the service's own registry, which spreads it. */
export const sessionTables = { denial: 'moves', pendingLogout: 'moves' } satisfies TableRegistry

export const sessionMigrations: Migration[] = [
  {
    name: 'session-0001-denials',
    async up(db, t) {
      await createTable(db, 'denial')
        .addColumn('kind', t.text, (c) => c.notNull())
        .addColumn('subject', t.text, (c) => c.notNull())
        .addColumn('at', t.int, (c) => c.notNull())
        .addColumn('revision', t.int, (c) => c.notNull())
        .addColumn('writtenAt', t.int, (c) => c.notNull())
        .addColumn('expiresAt', t.int, (c) => c.notNull())
        .addPrimaryKeyConstraint('denial_key', ['kind', 'subject'])
        .execute()
      await db.schema.createIndex('denial_by_writing').on('denial').column('writtenAt').execute()
      await db.schema.createIndex('denial_by_expiry').on('denial').column('expiresAt').execute()
      await createTable(db, 'pendingLogout')
        .addColumn('sid', t.text, (c) => c.primaryKey())
        .addColumn('sealed', t.text, (c) => c.notNull())
        .addColumn('attempts', t.int, (c) => c.notNull())
        .addColumn('nextAt', t.int, (c) => c.notNull())
        .addColumn('expiresAt', t.int, (c) => c.notNull())
        .execute()
      await db.schema.createIndex('pendingLogout_by_turn').on('pendingLogout').column('nextAt').execute()
    },
  },
]
