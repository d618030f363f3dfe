import { createTable, type ColumnTypes, type Migration } from '@bell/platform/database'
import { eventMigrations } from '@bell/platform/events'
import { leaseMigrations } from '@bell/platform/leases'
import { sessionMigrations } from '@bell/platform/session'
import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely'
import { bindingsMigration } from './artists/bindings.migration.ts'
import { namesMigration } from './artists/artists.migration.ts'
import { demoMigration } from './demo/demo.migration.ts'
import { deletingMigration } from './deleting/deleting.migration.ts'
import { seekIndexMigration } from './streaming/streaming.migration.ts'
import { reindexMigration } from './search/reindex/reindex.migration.ts'
import { peopleMigration } from './people/people.migration.ts'
import { ordersMigration } from './tracks/orders.migration.ts'
import { ownIndexMigration } from './tracks/own-index.migration.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the tables are what this makes
type AnyDb = Kysely<any>

export const musicMigrations: Migration[] = [
  ...eventMigrations,
  {
    name: '0001-tracks',
    async up(db, t) {
      await createContent(db, t)
      await createNames(db, t)
      await createTracks(db, t)
    },
  },
  {
    name: '0002-listening',
    async up(db, t) {
      await createPlays(db, t)
      await createQueues(db, t)
    },
  },
  {
    name: '0003-catalogue',
    async up(db, t) {
      await addColumns(db, t)
      await createAnalyses(db, t)
      await createReservations(db, t)
    },
  },
  ordersMigration,
  namesMigration,
  demoMigration,
  deletingMigration,
  seekIndexMigration,
  peopleMigration,
  bindingsMigration,
  ownIndexMigration,
  ...sessionMigrations,
  ...leaseMigrations,
  reindexMigration,
]

async function createContent(db: AnyDb, t: ColumnTypes) {
  await createTable(db, 'blob')
    .addColumn('hash', t.text, (c) => c.primaryKey())
    .addColumn('key', t.text, (c) => c.notNull().unique())
    .addColumn('bytes', t.int, (c) => c.notNull())
    .addColumn('createdAt', t.int, (c) => c.notNull())
    .execute()
  await createTable(db, 'upload')
    .addColumn('id', t.text, (c) => c.primaryKey())
    .addColumn('userId', t.text, (c) => c.notNull())
    .addColumn('blobKey', t.text, (c) => c.notNull())
    .addColumn('fileName', t.text, (c) => c.notNull())
    .addColumn('bytes', t.int, (c) => c.notNull())
    .addColumn('contentHash', t.text)
    .addColumn('claimed', t.int, (c) => c.notNull().defaultTo(0))
    .addColumn('createdAt', t.int, (c) => c.notNull())
    .addColumn('expiresAt', t.int, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('upload_by_user').on('upload').column('userId').execute()
  await db.schema
    .createIndex('upload_by_expiry')
    .on('upload')
    .column('expiresAt')
    .where(sql.ref('claimed'), '=', sql.lit(0))
    .execute()
}

async function createNames(db: AnyDb, t: ColumnTypes) {
  await createTable(db, 'artist')
    .addColumn('id', t.text, (c) => c.primaryKey())
    .addColumn('name', t.text, (c) => c.notNull())
    .addColumn('nameKey', t.text, (c) => c.notNull())
    .addColumn('biography', t.text, (c) => c.notNull())
    .addColumn('links', t.text, (c) => c.notNull())
    .addColumn('photoId', t.text)
    .addColumn('createdBy', t.text, (c) => c.notNull())
    .addColumn('createdAt', t.int, (c) => c.notNull())
    .addColumn('revision', t.int, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('artist_by_name').on('artist').columns(['nameKey', 'id']).execute()

  await createTable(db, 'album')
    .addColumn('id', t.text, (c) => c.primaryKey())
    .addColumn('title', t.text, (c) => c.notNull())
    .addColumn('titleKey', t.text, (c) => c.notNull())
    .addColumn('artistName', t.text, (c) => c.notNull())
    .addColumn('artistKey', t.text, (c) => c.notNull())
    .addColumn('artistId', t.text, (c) => c.references('artist.id').onDelete('set null'))
    .addColumn('createdAt', t.int, (c) => c.notNull())
    .addColumn('revision', t.int, (c) => c.notNull())
    .addUniqueConstraint('album_by_title', ['titleKey', 'artistKey'])
    .execute()
  await db.schema.createIndex('album_by_artist').on('album').columns(['artistId', 'id']).execute()
}

async function createTracks(db: AnyDb, t: ColumnTypes) {
  await createTable(db, 'track')
    .addColumn('id', t.text, (c) => c.primaryKey())
    .addColumn('uploadId', t.text, (c) => c.notNull().unique())
    .addColumn('uploaderId', t.text, (c) => c.notNull())
    .addColumn('uploaderName', t.text, (c) => c.notNull())
    .addColumn('title', t.text, (c) => c.notNull())
    .addColumn('titleKey', t.text, (c) => c.notNull())
    .addColumn('albumId', t.text, (c) => c.references('album.id'))
    .addColumn('contentHash', t.text, (c) => c.references('blob.hash'))
    .addColumn('status', t.text, (c) => c.notNull())
    .addColumn('failureCode', t.text)
    .addColumn('failureDetail', t.text)
    .addColumn('visibility', t.text, (c) => c.notNull())
    .addColumn('audience', t.int, (c) => c.notNull())
    .addColumn('durationMs', t.int)
    .addColumn('format', t.text)
    .addColumn('contentType', t.text)
    .addColumn('bytes', t.int, (c) => c.notNull())
    .addColumn('trackNumber', t.int)
    .addColumn('discNumber', t.int)
    .addColumn('year', t.int)
    .addColumn('genre', t.text)
    .addColumn('coverId', t.text)
    .addColumn('typed', t.text, (c) => c.notNull())
    .addColumn('createdAt', t.int, (c) => c.notNull())
    .addColumn('revision', t.int, (c) => c.notNull())
    .addColumn('card', t.text, (c) => c.notNull())
    // One person's same bytes make one track; a failed one has no content any more.
    .addUniqueConstraint('track_by_content', ['contentHash', 'uploaderId'])
    .execute()
  // Each list reads a range of one of these: what members see, what everyone sees, and what only its uploader sees.
  const lists = [
    ['track_shared_by_added', ['id'], 'audience >= 1'],
    ['track_shared_by_title', ['titleKey', 'id'], 'audience >= 1'],
    ['track_public_by_added', ['id'], 'audience = 2'],
    ['track_public_by_title', ['titleKey', 'id'], 'audience = 2'],
    ['track_own_by_added', ['uploaderId', 'id'], 'audience = 0'],
    ['track_own_by_title', ['uploaderId', 'titleKey', 'id'], 'audience = 0'],
  ] as const
  for (const [name, columns, where] of lists) {
    await db.schema
      .createIndex(name)
      .on('track')
      .columns([...columns])
      .where(sql<boolean>`${sql.raw(where)}`)
      .execute()
  }
  await db.schema
    .createIndex('track_by_album')
    .on('track')
    .columns(['albumId', 'discNumber', 'trackNumber', 'id'])
    .execute()

  await createTable(db, 'credit')
    .addColumn('trackId', t.text, (c) => c.notNull().references('track.id').onDelete('cascade'))
    .addColumn('position', t.int, (c) => c.notNull())
    .addColumn('artistId', t.text, (c) => c.references('artist.id').onDelete('set null'))
    .addColumn('name', t.text, (c) => c.notNull())
    .addColumn('role', t.text, (c) => c.notNull())
    .addPrimaryKeyConstraint('credit_by_track', ['trackId', 'position'])
    .execute()
  await db.schema.createIndex('credit_by_artist').on('credit').columns(['artistId', 'trackId']).execute()
}

async function createPlays(db: AnyDb, t: ColumnTypes) {
  await createTable(db, 'play')
    .addColumn('id', t.text, (c) => c.primaryKey())
    .addColumn('userId', t.text, (c) => c.notNull())
    .addColumn('trackId', t.text, (c) => c.notNull().references('track.id').onDelete('cascade'))
    .addColumn('startedAt', t.int, (c) => c.notNull())
    .addColumn('reportedAt', t.int, (c) => c.notNull())
    .addColumn('positionMs', t.int, (c) => c.notNull())
    .addColumn('heardMs', t.int, (c) => c.notNull())
    .addColumn('state', t.text, (c) => c.notNull())
    .addColumn('listenedAt', t.int)
    .execute()
  await db.schema.createIndex('play_by_track').on('play').column('trackId').execute()

  await createTable(db, 'recentTrack')
    .addColumn('userId', t.text, (c) => c.notNull())
    .addColumn('trackId', t.text, (c) => c.notNull().references('track.id').onDelete('cascade'))
    .addColumn('playedAt', t.int, (c) => c.notNull())
    .addPrimaryKeyConstraint('recent_track', ['userId', 'trackId'])
    .execute()
  await db.schema.createIndex('recent_by_user').on('recentTrack').columns(['userId', 'playedAt', 'trackId']).execute()
  await db.schema.createIndex('recent_by_track').on('recentTrack').column('trackId').execute()
}

async function createQueues(db: AnyDb, t: ColumnTypes) {
  await createTable(db, 'playQueue')
    .addColumn('userId', t.text, (c) => c.primaryKey())
    .addColumn('revision', t.int, (c) => c.notNull())
    .addColumn('items', t.text, (c) => c.notNull())
    .addColumn('nextItem', t.int, (c) => c.notNull())
    .addColumn('currentItemId', t.text)
    .addColumn('positionMs', t.int, (c) => c.notNull())
    .addColumn('shuffle', t.int, (c) => c.notNull())
    .addColumn('repeat', t.text, (c) => c.notNull())
    .addColumn('updatedAt', t.int, (c) => c.notNull())
    .execute()
}

async function addColumns(db: AnyDb, { text, int }: ColumnTypes) {
  const flag = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0)
  await db.schema.alterTable('track').addColumn('coverColor', text).execute()
  await db.schema.alterTable('track').addColumn('damage', text).execute()
  await db.schema.alterTable('blob').addColumn('playableBytes', int).execute()
  await db.schema.alterTable('track').addColumn('downloadable', int, flag).execute()
  await db.schema.alterTable('track').addColumn('demo', int, flag).execute()
  await db.schema.alterTable('track').addColumn('deletedAt', int).execute()
  await db.schema
    .alterTable('artist')
    .addColumn('otherNames', text, (c) => c.notNull().defaultTo('[]'))
    .execute()
  await db.schema.alterTable('artist').addColumn('demo', int, flag).execute()
  await db.schema.alterTable('artist').addColumn('deletedAt', int).execute()
  await db.schema.alterTable('album').addColumn('compilation', int, flag).execute()
  await db.schema.alterTable('album').addColumn('artistSaid', int, flag).execute()
  await db.schema.alterTable('upload').addColumn('fingerprint', text).execute()
}

async function createAnalyses(db: AnyDb, t: ColumnTypes) {
  await createTable(db, 'soundAnalysis')
    .addColumn('contentHash', t.text, (c) => c.primaryKey().references('blob.hash').onDelete('cascade'))
    .addColumn('state', t.text, (c) => c.notNull())
    .addColumn('peaks', t.bytes)
    .addColumn('loudnessLufs', t.real)
    .addColumn('peakDbfs', t.real)
    .addColumn('damage', t.text)
    .addColumn('analysedAt', t.int, (c) => c.notNull())
    .execute()
}

async function createReservations(db: AnyDb, t: ColumnTypes) {
  await createTable(db, 'uploader')
    .addColumn('userId', t.text, (c) => c.primaryKey())
    .execute()
  await db.schema.createIndex('upload_by_fingerprint').on('upload').columns(['userId', 'fingerprint']).execute()
  await db.schema
    .createIndex('track_stored_by_uploader')
    .on('track')
    .columns(['uploaderId', 'bytes'])
    .where(sql<boolean>`${sql.ref('deletedAt')} is null and ${sql.ref('contentHash')} is not null`)
    .execute()
}
