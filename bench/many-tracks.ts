import { join } from 'node:path'
import { musicMigrations, type MusicTables } from '@bell/music'
import { createIds, systemClock, type NewId } from '@bell/platform/clock'
import { inTransaction, openDatabase, type Db, type Tx } from '@bell/platform/database'
import { rewriteCards } from '../services/music/src/tracks/cards.ts'

/** Puts so many tracks into the database that MusicBell will find in its data folder; it is not running yet. */
export async function fillDatabase(folder: string, count: number) {
  const database = await openDatabase<MusicTables>({
    url: `sqlite:${join(folder, 'music.db')}`,
    schema: 'music',
    migrations: musicMigrations,
  })
  const newId = createIds(systemClock)
  const uploader = { id: newId(), name: 'Mina' }
  for (let first = 0; first < count; first += 100) await addTracks(database.db, newId, uploader, first, 100)
  await database.close()
}

/** Tracks as ingest leaves them, with an artist as text and a cover, `count` (a hundred at most) in one transaction. */
export function addTracks(
  db: Db<MusicTables>,
  newId: NewId,
  uploader: { id: string; name: string },
  first: number,
  count: number,
) {
  return inTransaction(db, (tx) => insertTracks(tx, newId, uploader, first, count))
}

async function insertTracks(
  tx: Tx<MusicTables>,
  newId: NewId,
  uploader: { id: string; name: string },
  first: number,
  count: number,
) {
  const at = systemClock.now()
  const rows = Array.from({ length: count }, (_, n) => {
    const id = newId()
    const title = `Track ${first + n} 봄날의 노래`
    return {
      id,
      uploadId: id,
      uploaderId: uploader.id,
      uploaderName: uploader.name,
      title,
      titleKey: title.toLowerCase(),
      artistKey: '',
      albumKey: '',
      yearKey: 0,
      lengthKey: 0,
      albumId: null,
      contentHash: null,
      status: 'ready' as const,
      failureCode: null,
      failureDetail: null,
      visibility: 'members' as const,
      audience: 0,
      durationMs: 183_520,
      format: JSON.stringify({
        container: 'MP3',
        codec: 'MP3',
        lossless: false,
        bitrate: 192_000,
        sampleRate: 44_100,
        channels: 2,
      }),
      contentType: 'audio/mpeg',
      bytes: 4_404_480,
      trackNumber: (n % 12) + 1,
      discNumber: 1,
      year: 2020,
      genre: 'Ballad',
      coverId: id,
      demo: 0,
      downloadable: 0,
      typed: '{}',
      createdAt: at,
      revision: 0,
      card: '',
    }
  })
  await tx.insertInto('track').values(rows).execute()
  const credits = rows.map(({ id, uploaderId }, n) => ({
    trackId: id,
    position: 0,
    artistId: null,
    name: `Artist ${n}`,
    nameKey: `artist ${n}`,
    uploaderId,
    role: 'main' as const,
  }))
  await tx.insertInto('credit').values(credits).execute()
  await rewriteCards(
    tx,
    rows.map((row) => row.id),
  )
}
