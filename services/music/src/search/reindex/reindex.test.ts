import { setTimeout as wait } from 'node:timers/promises'
import {
  createElasticIndex,
  SearchUnavailable,
  type IndexRebuild,
  type SearchDocument,
  type SearchIndex,
} from '@bell/platform/search-index'
import { onSearchEngines, ownSearchAddress, refreshSearch, tcpProxy } from '@bell/platform/test-kit'
import { describe, expect, test } from 'vitest'
import { givenManyTracks } from '../../many-tracks.fixture.ts'
import { mina, testMusic, type TestMusic } from '../../music.fixture.ts'
import { createReindex } from './reindex.ts'

interface Engine {
  search?: SearchIndex
  settle: () => Promise<void>
}

describe('embedded', () => testReindex(() => ({ settle: async () => {} })))

onSearchEngines((url) => {
  testReindex(() => {
    const address = ownSearchAddress(url)
    return { search: createElasticIndex({ url: address }), settle: () => refreshSearch(address) }
  })

  test('a document that the engine refuses is counted, and what answered so far still does', async () => {
    const address = ownSearchAddress(url)
    const music = await testMusic({ search: createElasticIndex({ url: address }) })
    const [refused] = await givenManyTracks(music, 300)
    const before = await music.deps.search.rebuild.find('tracks')
    const reindex = withFill(music, (documents, fill) =>
      fill(documents.map((each) => (each.id === refused ? { ...each, id: 'x'.repeat(600) } : each))),
    )

    await expect(reindex.run({ undo: false })).rejects.toMatchObject({ status: 409, code: 'reindex_failed' })

    expect(reindex.progress()[0]).toMatchObject({ read: 300, indexed: 299, failed: 1 })
    expect((await music.deps.search.rebuild.find('tracks')).live).toBe(before.live)
  })

  test('an engine that goes away in the middle is waited for', async () => {
    const address = ownSearchAddress(url)
    const { hostname, port, pathname } = new URL(address)
    const proxy = await tcpProxy({ host: hostname, port: Number(port) })
    const search = createElasticIndex({ url: `opensearch://127.0.0.1:${proxy.port}${pathname}` })
    const music = await testMusic({ search })
    await givenManyTracks(music, 500)
    const running = music.reindex.run({ undo: false })
    await expect.poll(() => readSoFar(music), { timeout: 15_000, interval: 1 }).toBeGreaterThan(0)
    await proxy.cut()
    await expect.poll(() => search.check().then(Boolean, () => 'away')).toBe('away')
    await proxy.mend()

    expect((await running)[0]).toMatchObject({ index: 'tracks', documents: 500 })
  })
})

function testReindex(open: () => Engine) {
  const given = async () => {
    const { settle, ...engine } = open()
    const music = await testMusic(engine)
    const found = async (q: string) => {
      await settle()
      const { body } = await music.as(mina)('GET', `/api/search?q=${encodeURIComponent(q)}`)
      return [body.tracks.length, body.artists.length, body.albums.length]
    }
    return { music, settle, found }
  }

  test('what the index has lost is found again, and what is hidden stays so', async () => {
    const { music, found } = await given()
    await music.as(mina)('POST', '/api/artists', { name: 'Harbour' })
    await music.given({ title: 'Harbour lights', album: 'Harbours' })
    await music.given({ title: 'Harbour draft', visibility: 'draft' })
    const gone = await music.given({ title: 'Harbour gone', album: 'Harbours gone' })
    await music.as(mina)('DELETE', `/api/tracks/${gone.id}`)
    await music.events.idle()
    expect(await found('harbour')).toEqual([2, 1, 1])
    const { rebuild } = music.deps.search
    for (const index of ['tracks', 'artists', 'albums']) await rebuild.begin(index)
    await rebuild.finish(['tracks', 'artists', 'albums'])
    // An artist is found by the beginning of the name in the database too.
    expect(await found('harbour')).toEqual([0, 1, 0])
    expect(await found('harb lights')).toEqual([0, 0, 0])

    const compared = await music.reindex.run({ undo: false })

    expect(compared).toMatchObject([
      { index: 'tracks', documents: 2, repaired: 0, checksum: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { index: 'artists', documents: 1 },
      { index: 'albums', documents: 1 },
    ])
    expect(music.reindex.progress()[0]).toMatchObject({ total: 3, read: 3, indexed: 2, skipped: 1, failed: 0 })
    expect(await found('harbour')).toEqual([2, 1, 1])
  })

  test('no write that happens meanwhile is lost', { timeout: 120_000 }, async () => {
    const { music, settle, found } = await given()
    const ids = await givenManyTracks(music, 1500)
    let done = false
    const [written] = await Promise.all([
      Promise.all([0, 1, 2, 3].map((writer) => writeUntil(music, ids, writer, () => done))),
      music.reindex.run({ undo: false }).finally(() => (done = true)),
    ])

    expect(written.flat().length).toBeGreaterThan(10)
    await music.events.idle()
    await settle()
    expect(await differences(music)).toEqual([])
    expect((await music.events.measure()).deadLetters).toBe(0)
    const last = written.flat().findLast((title) => title !== undefined)!
    expect((await found(last))[0]).toBe(1)
  })

  test('a process that stops in the middle leaves the rest to the next', async () => {
    const { music, found } = await given()
    await givenManyTracks(music, 1000)
    const first = createReindex(music.deps)
    const running = first.run({ undo: false }).catch(() => 'stopped')
    await expect.poll(() => first.progress()[0]?.read, { timeout: 15_000, interval: 1 }).toBeGreaterThan(0)
    await first.close()
    expect(await running).toBe('stopped')
    const { next } = await music.deps.search.rebuild.find('tracks')

    const [tracks] = await music.reindex.run({ undo: false })

    expect(tracks).toMatchObject({ documents: 1000 })
    expect((await music.deps.search.rebuild.find('tracks')).live).toBe(next)
    expect(music.reindex.progress()[0]).toMatchObject({ read: 1000, indexed: 1000 })
    expect((await found('track 999'))[0]).toBe(1)
  })

  test('one process at a time', async () => {
    const { music } = await given()
    await givenManyTracks(music, 300)
    const other = createReindex(music.deps)
    const running = music.reindex.run({ undo: false })
    await expect.poll(() => readSoFar(music), { timeout: 15_000, interval: 1 }).toBeGreaterThan(0)

    await expect(other.run({ undo: false })).rejects.toMatchObject({ status: 409, code: 'reindex_running' })
    await expect(music.reindex.run({ undo: true })).rejects.toMatchObject({ code: 'reindex_running' })
    expect(await music.reindex.run({ undo: false })).toBe(await running)
  })

  test('an index that lacks what it said it took does not answer', { timeout: 60_000 }, async () => {
    const { music } = await given()
    const [lost] = await givenManyTracks(music, 300)
    const before = await music.deps.search.rebuild.find('tracks')
    const forgetful = withFill(music, async (documents, fill) => {
      const filled = await fill(documents.filter(({ id }) => id !== lost))
      return { ...filled, indexed: documents.length }
    })

    const unequal = { status: 409, code: 'reindex_unequal', message: expect.stringContaining(lost!) }
    await expect(forgetful.run({ undo: false })).rejects.toMatchObject(unequal)

    expect((await music.deps.search.rebuild.find('tracks')).live).toBe(before.live)
    expect((await music.reindex.run({ undo: false }))[0]).toMatchObject({ documents: 300 })
  })

  test('a switch whose answer is lost has happened', async () => {
    const { music } = await given()
    await givenManyTracks(music, 100)
    const { search } = music.deps
    let lost = 0
    const finish: IndexRebuild['finish'] = async (names) => {
      await search.rebuild.finish(names)
      if (lost++ === 0) throw new SearchUnavailable('The answer is lost.')
    }
    const reindex = createReindex({ ...music.deps, search: { ...search, rebuild: { ...search.rebuild, finish } } })

    expect((await reindex.run({ undo: false }))[0]).toMatchObject({ documents: 100 })
    expect(lost).toBe(1)
  })

  test('undoing lets the former index answer again, brought up to date', async () => {
    const { music, settle, found } = await given()
    await expect(music.reindex.run({ undo: true })).rejects.toMatchObject({ status: 409, code: 'nothing_to_undo' })
    const [first, second] = [await music.given({ title: 'Harbour one' }), await music.given({ title: 'Harbour two' })]
    const before = await music.deps.search.rebuild.find('tracks')
    await music.as(mina)('POST', '/api/artists', { name: 'Harbour' })
    await music.events.idle()
    await music.reindex.run({ undo: false })
    await music.as(mina)('PATCH', `/api/tracks/${first.id}`, { title: 'Harbour changed' })
    await music.as(mina)('DELETE', `/api/tracks/${second.id}`)
    await music.given({ title: 'Harbour new' })
    await music.events.idle()

    const [tracks] = await music.reindex.run({ undo: true })

    expect(tracks).toMatchObject({ documents: 2, repaired: 3 })
    expect((await music.deps.search.rebuild.find('tracks')).live).toBe(before.live)
    await settle()
    expect(await differences(music)).toEqual([])
    expect(await found('harbour')).toEqual([2, 1, 0])
    expect((await found('harbour changed'))[0]).toBe(1)
  })
}

type Filled = Awaited<ReturnType<IndexRebuild['fill']>>

/** Whose engine fills an index otherwise than it is asked to. */
function withFill(
  { deps }: TestMusic,
  change: (documents: SearchDocument[], fill: (documents: SearchDocument[]) => Promise<Filled>) => Promise<Filled>,
) {
  const { search } = deps
  const fill: IndexRebuild['fill'] = (index, documents) =>
    change(documents, (changed) => search.rebuild.fill(index, changed))
  return createReindex({ ...deps, search: { ...search, rebuild: { ...search.rebuild, fill } } })
}

const readSoFar = (music: TestMusic) => music.reindex.progress()[0]?.read ?? 0

/** Renames, hides and shows tracks through the API. @returns the titles given, undefined where none was */
async function writeUntil(music: TestMusic, ids: string[], writer: number, isDone: () => boolean) {
  const titles: (string | undefined)[] = []
  for (let n = 0; !isDone(); n++) {
    // Each writer has tracks of its own, here and there in the order of ids.
    const id = ids[(n * 397 * 4 + writer) % ids.length]!
    const call = music.as(mina)
    if (n % 3 === 0) {
      await call('DELETE', `/api/tracks/${id}`)
      if (n % 2 === 0) await call('POST', `/api/tracks/${id}/restore`)
      titles.push(undefined)
    } else {
      const title = `Meanwhile ${writer}x${n}`
      const { status } = await call('PATCH', `/api/tracks/${id}`, { title })
      titles.push(status === 200 ? title : undefined)
    }
    // Not all of the processor: the engine needs some, which may be on the same machine.
    await wait(20)
  }
  return titles
}

/** What the index that answers holds otherwise than the database. */
async function differences({ deps: { db, search } }: TestMusic) {
  const tracks = await db
    .selectFrom('track')
    .select(['id', 'revision'])
    .where('audience', '>=', 0)
    .where('status', '=', 'ready')
    .execute()
  const artists = await db.selectFrom('artist').select(['id', 'revision']).where('deletedAt', 'is', null).execute()
  const lines = async (index: string, rows: { id: string; revision: number }[]) => {
    const held = await search.rebuild.list(index, 'live', { after: '', limit: 10_000 })
    const [expected, found] = [rows, held].map((side) => new Set(side.map((row) => `${row.id} ${row.revision}`)))
    return [...expected!.symmetricDifference(found!)].map((line) => `${index} ${line}`)
  }
  return [...(await lines('tracks', tracks)), ...(await lines('artists', artists))]
}
