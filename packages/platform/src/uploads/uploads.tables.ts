import { createTable, type ColumnTypes, type Db, type TableRegistry, type Tx } from '../database/index.ts'
import { sql, type Kysely } from 'kysely'

export interface UploadTables {
  upload: UploadTable
  uploader: UploaderTable
}

export interface UploadTable {
  id: string
  userId: string
  blobKey: string
  fileName: string
  /** As announced (Upload-Length); what has arrived the blob store knows. */
  bytes: number
  /** SHA-256, hex; known when all bytes are here. */
  contentHash: string | null
  /** 1 once something was made of it that goes on with it: it is that's business then, and does not expire. */
  claimed: number
  /** What the sender's page knows the file by, so that it finds this upload after a reload; null where it said nothing. */
  fingerprint: string | null
  createdAt: number
  expiresAt: number
}

/** A row a person who uploads: whoever reserves room for them locks it, so that no two at once find the same room free. */
interface UploaderTable {
  userId: string
}

export type Reader = Db<UploadTables> | Tx<UploadTables>

export const uploadTables = { upload: 'moves', uploader: 'rebuilt' } satisfies TableRegistry

/** For a migration of a service that begins to take uploads. */
// oxlint-disable-next-line typescript/no-explicit-any -- any database
export async function createUploadTables(db: Kysely<any>, t: ColumnTypes) {
  await createTable(db, 'upload')
    .addColumn('id', t.text, (c) => c.primaryKey())
    .addColumn('userId', t.text, (c) => c.notNull())
    .addColumn('blobKey', t.text, (c) => c.notNull())
    .addColumn('fileName', t.text, (c) => c.notNull())
    .addColumn('bytes', t.int, (c) => c.notNull())
    .addColumn('contentHash', t.text)
    .addColumn('claimed', t.int, (c) => c.notNull().defaultTo(0))
    .addColumn('fingerprint', t.text)
    .addColumn('createdAt', t.int, (c) => c.notNull())
    .addColumn('expiresAt', t.int, (c) => c.notNull())
    .execute()
  await createTable(db, 'uploader')
    .addColumn('userId', t.text, (c) => c.primaryKey())
    .execute()
  const index = (name: string) => db.schema.createIndex(name).on('upload')
  await index('upload_by_user').column('userId').execute()
  await index('upload_by_fingerprint').columns(['userId', 'fingerprint']).execute()
  await index('upload_by_expiry').column('expiresAt').where(sql.ref('claimed'), '=', sql.lit(0)).execute()
}
