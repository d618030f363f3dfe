import { readFile } from 'node:fs/promises'
import { inTransaction } from '@bell/platform/database'
import { appendOutbox, type EventDefinition } from '@bell/platform/events'
import { userDeleted, userDeletionScheduled, userRestored } from '@bell/platform/people'
import { expect, test } from 'vitest'
import { mina, testMusic, wav } from '../music.fixture.ts'
import { findOrphans } from '../orphans.fixture.ts'
import { hideLate } from './leavers.ts'

const eve = { name: 'eve', roles: ['artist' as const] }
const boss = { name: 'boss', roles: ['admin' as const] }
const withCover = new URL('../../fixtures/accents-cover.mp3', import.meta.url)
const png = Buffer.from('89504e470d0a1a0a', 'hex')
const asPng = { 'content-type': 'image/png' }

/** Mina with tracks, a draft, an upload, artists (one on a track of Eve's), a queue and plays. */
async function withMina() {
  const music = await testMusic()
  const id = music.userId(mina)
  const call = music.as(mina)
  const { body: own } = await call('POST', '/api/artists', { name: 'Own' })
  const { body: shared } = await call('POST', '/api/artists', { name: 'Shared' })
  await call('PUT', `/api/artists/${own.id}/photo`, png, asPng)
  const first = await music.given({ bytes: await readFile(withCover), artistId: own.id, album: 'First' })
  const draft = await music.given({ visibility: 'draft' })
  const before = await music.given()
  await call('DELETE', `/api/tracks/${before.id}`)
  const eves = await music.given({ by: eve, artistId: shared.id })
  await music.upload(mina, wav({ seed: 990 }))
  for (const trackId of [first.id, eves.id]) {
    await call('POST', '/api/plays', { trackId })
    await music.as('joon')('POST', '/api/plays', { trackId })
  }
  const operations = [{ op: 'replace', trackIds: [first.id, eves.id], startAt: 0 }]
  for (const person of [mina, 'joon']) {
    await music.as(person)('POST', '/api/queue/operations', { revision: 0, operations })
  }
  await music.events.idle()

  async function tell(event: EventDefinition, more: object = { heir: null }) {
    const at = music.clock.now()
    await inTransaction(music.deps.db, (tx) => appendOutbox(tx, event, { key: id, data: { id, ...more }, at }))
    await music.events.idle()
  }
  const listed = async (person: Parameters<typeof music.as>[0] = 'joon') =>
    (await music.as(person)('GET', '/api/tracks')).body.items.map((track: { id: string }) => track.id)
  const artists = async () =>
    (await music.as('joon')('GET', '/api/artists')).body.items.map(({ name }: { name: string }) => name)
  return { music, id, call, own, shared, first, draft, before, eves, tell, listed, artists }
}

test('AuthBell alone is told what goes with an account', async () => {
  const { music, id } = await withMina()
  const path = `/api/people/${id}/holdings`
  const auth = { id: 'bell-auth', clientId: 'bell-auth', roles: [], scopes: ['people:read'] }

  expect((await music.as(auth)('GET', path)).body).toEqual({ tracks: 2, artists: 1 })
  expect((await music.as({ ...auth, scopes: ['img:write'] })('GET', path)).status).toBe(403)
  for (const person of [mina, boss]) expect((await music.as(person)('GET', path)).status).toBe(403)
  expect((await music.anonymous('GET', path)).status).toBe(401)
})

test('what a person has added is hidden with their account, and comes back with it as it was', async () => {
  const { music, first, draft, before, eves, own, tell, listed, artists, call } = await withMina()

  await tell(userDeletionScheduled)
  expect(await listed()).toEqual([eves.id])
  expect(await listed(mina)).toEqual([eves.id])
  expect(await artists()).toEqual(['Shared'])
  expect((await music.as('joon')('GET', '/api/search?q=own')).body.artists).toEqual([])
  expect(await findOrphans(music)).toEqual([])

  // It is for its person to come back: nobody brings a part of it back, or takes it away.
  const ids = [first.id]
  expect((await music.as(boss)('GET', '/api/deleted/tracks')).body.items).toMatchObject([{ track: { id: before.id } }])
  expect((await music.as(boss)('POST', '/api/tracks/restore', { ids })).body.ids).toEqual([])
  expect((await music.as(boss)('DELETE', '/api/deleted/tracks', { ids })).body.ids).toEqual([])
  expect((await music.as(boss)('POST', `/api/artists/${own.id}/restore`)).status).toBe(404)
  await music.afterGrace()

  await tell(userRestored)
  expect(await listed()).toEqual([eves.id, first.id])
  expect((await call('GET', `/api/tracks/${draft.id}`)).status).toBe(200)
  expect(await artists()).toEqual(['Own', 'Shared'])
  expect((await music.as('joon')('GET', `/api/tracks/${first.id}`)).body.artists[0]).toMatchObject({ id: own.id })
  expect(await findOrphans(music)).toEqual([])
  expect(music.pictures.released).toEqual([])
})

test('what is added with a last token is hidden too, but nothing of whom has come back', async () => {
  const { music, tell, listed, eves } = await withMina()
  await tell(userDeletionScheduled)
  const late = await music.given()
  await hideLate(music.deps)
  expect(await listed()).toEqual([eves.id])

  await tell(userRestored)
  await hideLate(music.deps)
  expect(await listed()).toContain(late.id)
})

test('once an account is gone nothing of its person is left, and what is others’ stays', async () => {
  const { music, id, shared, eves, tell, listed, artists } = await withMina()
  await tell(userDeletionScheduled)
  await tell(userDeleted)

  const { db } = music.deps
  for (const [table, column] of [
    ['track', 'uploaderId'],
    ['upload', 'userId'],
    ['uploader', 'userId'],
    ['artist', 'createdBy'],
    ['play', 'userId'],
    ['recentTrack', 'userId'],
    ['playQueue', 'userId'],
    ['leaver', 'userId'],
  ] as const) {
    const left = await db
      .selectFrom(table)
      .where(column as never, '=', id as never)
      .selectAll()
      .execute()
    expect(left, table).toEqual([])
  }
  expect(await findOrphans(music)).toEqual([])
  expect(music.pictures.released).toHaveLength(music.pictures.kept.length)
  expect(await music.storedBlobs()).toHaveLength(1)
  expect(await listed()).toEqual([eves.id])
  expect(await artists()).toEqual(['Shared'])
  expect((await music.as('joon')('GET', '/api/queue')).body.items).toHaveLength(1)
  expect(await db.selectFrom('play').select('trackId').execute()).toEqual([{ trackId: eves.id }])
  // Nobody's from now on: those who run the place look after it.
  expect((await music.as(eve)('PATCH', `/api/artists/${shared.id}`, { name: 'Mine' })).status).toBe(403)
  expect((await music.as(boss)('PATCH', `/api/artists/${shared.id}`, { name: 'Kept' })).status).toBe(200)
  await tell(userDeleted)
  await tell(userDeletionScheduled)
  expect(await listed()).toEqual([eves.id])
})

test('an account that was never announced goes as well, and a purge that is cut off anywhere is finished by the next', async () => {
  const { music, tell, listed, eves, id } = await withMina()
  const { purgePerson } = await import('./purge-person.ts')
  let statements = 0
  let dieAt = 1
  const dying = music.deps.db.withPlugin({
    transformQuery({ node }) {
      if (++statements >= dieAt) throw new Error('killed')
      return node
    },
    transformResult: async ({ result }) => result,
  })
  for (let finished = false; !finished; dieAt += 3) {
    statements = 0
    finished = await purgePerson({ ...music.deps, db: dying }, id).then(
      () => true,
      () => false,
    )
    if (dieAt > 1000) throw new Error('It never finishes.')
  }
  await tell(userDeleted)
  expect(dieAt).toBeGreaterThan(10)
  expect(await listed()).toEqual([eves.id])
  expect(await findOrphans(music)).toEqual([])
})

test('whoever deletes the account may keep the music; drafts, and what they have too, go', async () => {
  const { music, first, draft, eves, own, tell, listed, artists } = await withMina()
  const heir = { id: music.userId(boss), name: 'The label' }
  const bytes = wav({ seed: 991 })
  const kept = await music.given({ bytes, by: boss, visibility: 'draft' })
  const twice = await music.given({ bytes })

  await tell(userDeletionScheduled, { heir })
  expect(await listed()).toEqual([eves.id, first.id])
  const { body } = await music.as('joon')('GET', `/api/tracks/${first.id}`)
  expect(body).toMatchObject({ uploadedBy: heir, artists: [{ id: own.id }, {}] })
  expect((await music.as(boss)('PATCH', `/api/tracks/${first.id}`, { title: 'Ours' })).status).toBe(200)
  expect(await artists()).toEqual(['Own', 'Shared'])

  await tell(userDeleted)
  expect(await listed()).toEqual([eves.id, first.id])
  expect((await music.as(boss)('GET', `/api/tracks/${kept.id}`)).status).toBe(200)
  for (const { id } of [draft, twice]) expect((await music.as(boss)('GET', `/api/tracks/${id}`)).status).toBe(404)
  expect(await findOrphans(music)).toEqual([])
})
