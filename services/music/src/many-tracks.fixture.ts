import { systemClock, type NewId } from '@bell/platform/clock'
import { inTransaction, type Db, type Tx } from '@bell/platform/database'
import type { TestMusic } from './music.fixture.ts'
import type { MusicTables } from './tables.ts'
import { rewriteCards } from './tracks/cards.ts'

/** Tracks of Mina’s as ingest leaves them, straight into the database: no event tells of them. @returns their ids */
export async function givenManyTracks({ deps: { db, newId }, userId }: TestMusic, count: number) {
  const uploader = { id: userId('mina'), name: 'mina' }
  for (let first = 0; first < count; first += 100) {
    await addTracks(db, newId, uploader, first, Math.min(100, count - first))
  }
  return (await db.selectFrom('track').select('id').orderBy('id').execute()).map(({ id }) => id)
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
