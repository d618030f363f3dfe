import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestMusic } from './music.fixture.ts'
import type { Item } from './queue/operations.ts'
import { playableKey } from './sound/playable.ts'

/**
 * What nothing refers to any more, or what is referred to and is not there: files, rows, pictures at ImgBell, documents
 * of the index, places in queues. A test expects `[]`, whatever was deleted, refused or interrupted before.
 */
export async function findOrphans(music: TestMusic) {
  return [
    ...(await orphanedFiles(music)),
    ...(await orphanedRows(music)),
    ...(await orphanedPictures(music)),
    ...(await orphanedDocuments(music)),
  ]
}

async function orphanedFiles({ deps: { db }, folder }: TestMusic) {
  const blobs = await db.selectFrom('blob').select(['key', 'playableBytes']).execute()
  const uploads = await db.selectFrom('upload').select('blobKey as key').execute()
  const playable = blobs.flatMap(({ key, playableBytes }) => (playableBytes === null ? [] : playableKey(key)))
  const expected = new Set([...[...blobs, ...uploads].map(({ key }) => key), ...playable])
  const root = join(folder, 'blobs')
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  const keys = new Set(files.map((file) => file.replace(/~(blob|part)$/, '')))
  return [
    ...[...keys].filter((key) => !expected.has(key)).map((key) => `file ${key}`),
    ...[...blobs.map(({ key }) => key), ...playable].filter((key) => !keys.has(key)).map((key) => `no file for ${key}`),
  ]
}

async function orphanedRows({ deps: { db } }: TestMusic) {
  const tracks = await db.selectFrom('track').select(['id', 'albumId', 'contentHash', 'uploadId']).execute()
  const has = (column: 'id' | 'albumId' | 'contentHash' | 'uploadId', value: string) =>
    tracks.some((track) => track[column] === value)
  const albums = await db.selectFrom('album').select('id').execute()
  const blobs = await db.selectFrom('blob').select('hash').execute()
  const claimed = await db.selectFrom('upload').select('id').where('claimed', '=', 1).execute()
  const queues = await db.selectFrom('playQueue').select('items').execute()
  const queued = queues.flatMap(({ items }) => (JSON.parse(items) as Item[]).map(([, trackId]) => trackId))
  return [
    ...albums.filter(({ id }) => !has('albumId', id)).map(({ id }) => `album ${id}`),
    ...blobs.filter(({ hash }) => !has('contentHash', hash)).map(({ hash }) => `blob ${hash}`),
    ...claimed.filter(({ id }) => !has('uploadId', id)).map(({ id }) => `upload ${id}`),
    ...queued.filter((id) => !has('id', id)).map((id) => `queued ${id}`),
  ]
}

async function orphanedPictures({ deps: { db }, pictures }: TestMusic) {
  const covers = await db.selectFrom('track').select(['id', 'coverId as picture']).execute()
  const photos = await db.selectFrom('artist').select(['id', 'photoId as picture']).execute()
  const shown = new Set([
    ...covers.map(({ id, picture }) => `track:${id} ${picture}`),
    ...photos.map(({ id, picture }) => `artist:${id} ${picture}`),
  ])
  const released = new Set(pictures.released.map(({ id, ownerRef }) => `${ownerRef} ${id}`))
  return pictures.kept
    .map(({ id, ownerRef }) => `${ownerRef} ${id}`)
    .filter((use) => !shown.has(use) && !released.has(use))
    .map((use) => `picture ${use}`)
}

async function orphanedDocuments({ deps: { db }, folder }: TestMusic) {
  const tracks = await db.selectFrom('track').select(['id', 'albumId']).where('deletedAt', 'is', null).execute()
  const artists = await db.selectFrom('artist').select('id').where('deletedAt', 'is', null).execute()
  const there = {
    tracks: new Set(tracks.map(({ id }) => id)),
    albums: new Set(tracks.flatMap(({ albumId }) => albumId ?? [])),
    artists: new Set(artists.map(({ id }) => id)),
  }
  return Object.entries(there).flatMap(([index, ids]) =>
    listDocuments(folder, index)
      .filter((id) => !ids.has(id))
      .map((id) => `document of ${index} ${id}`),
  )
}

function listDocuments(folder: string, index: string) {
  const path = join(folder, 'search.db')
  // Made with the first document.
  if (!existsSync(path)) return []
  const file = new DatabaseSync(path, { readOnly: true })
  try {
    const row = file.prepare('SELECT number FROM searchIndex WHERE name = ?').get(index)
    if (!row) return []
    const documents = file.prepare(`SELECT id FROM "document${Number(row.number)}" WHERE removed = 0`).all()
    return documents.map(({ id }) => String(id))
  } finally {
    file.close()
  }
}
