import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { mina, testMusic } from '../music.fixture.ts'
import { findOrphans } from '../orphans.fixture.ts'
import { sweepDeleted } from './sweep-deleted.ts'

const withCover = new URL('../../fixtures/accents-cover.mp3', import.meta.url)

/** Three deleted tracks, one with a cover, in an album and a queue, played, whose time is over. */
async function withDueTracks() {
  const music = await testMusic()
  const bytes = await readFile(withCover)
  const tracks = [await music.given({ bytes, album: 'A' }), await music.given({ album: 'A' }), await music.given()]
  const ids = tracks.map(({ id }) => id)
  const operations = [{ op: 'replace', trackIds: ids, startAt: 0 }]
  await music.as('joon')('POST', '/api/queue/operations', { revision: 0, operations })
  for (const trackId of ids) await music.as('joon')('POST', '/api/plays', { trackId })
  await music.as(mina)('DELETE', '/api/tracks', { ids })
  await music.events.idle()
  music.clock.advance(music.deps.deletedKeptMs)
  return { music, ids }
}

test('a sweep that is cut off anywhere is finished by the next', async () => {
  const { music } = await withDueTracks()
  const { db } = music.deps
  let statements = 0
  let dieAt = 1
  // As kill -9 does it: from some statement on, nothing more reaches the database.
  const dying = db.withPlugin({
    transformQuery({ node }) {
      if (++statements >= dieAt) throw new Error('killed')
      return node
    },
    transformResult: async ({ result }) => result,
  })

  for (let finished = false; !finished; dieAt++) {
    statements = 0
    finished = await sweepDeleted({ ...music.deps, db: dying }).then(
      () => true,
      () => false,
    )
    // The last track goes in a dozen statements more than the one before: each of them was the last once.
    if (dieAt > 500) throw new Error('It never finishes.')
  }
  await music.events.idle()

  expect(dieAt).toBeGreaterThan(10)
  expect(await db.selectFrom('track').select('id').execute()).toEqual([])
  expect(await findOrphans(music)).toEqual([])
  expect(await music.storedBlobs()).toEqual([])
})

test('processes that sweep at once take everything away once', async () => {
  const { music, ids } = await withDueTracks()

  await Promise.all([1, 2, 3, 4].map(() => sweepDeleted(music.deps)))
  await music.events.idle()

  const purged = await music.deps.db.selectFrom('outbox').where('type', '=', 'music.track.purged').selectAll().execute()
  expect(purged.map(({ key }) => key).toSorted()).toEqual(ids.toSorted())
  expect(await findOrphans(music)).toEqual([])
})

test('while ImgBell is away nothing is kept back, and the picture goes when it is there again', async () => {
  const { music } = await withDueTracks()
  music.pictures.state.down = true
  await sweepDeleted(music.deps)
  expect(await music.deps.db.selectFrom('track').select('id').execute()).toEqual([])

  music.pictures.state.down = false
  await music.events.idle()
  expect(await findOrphans(music)).toEqual([])
})
