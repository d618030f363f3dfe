import { join } from 'node:path'
import { musicMigrations, type MusicTables } from '@bell/music'
import { createIds, systemClock } from '@bell/platform/clock'
import { openDatabase } from '@bell/platform/database'
import { addTracks } from '../services/music/src/many-tracks.fixture.ts'

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
