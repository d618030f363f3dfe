import { readdirSync } from 'node:fs'
import { join } from 'node:path'

// Other songs may be given: BELL_SONGS=/usr/share/games/warzone2100/music npm test -- e2e
const folder = process.env['BELL_SONGS'] ?? join(import.meta.dirname, '../services/music/fixtures')

/** Paths of real songs, of every format that is there. */
export const songs = readdirSync(folder)
  .filter((name) => /\.(mp3|ogg|opus|flac|m4a)$/.test(name))
  .toSorted()
  .slice(0, 8)
  .map((name) => join(folder, name))
