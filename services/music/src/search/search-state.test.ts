import { createLogger } from '@bell/platform/http'
import { createElasticIndex, createFtsIndex, type SearchIndex } from '@bell/platform/search-index'
import { askEngine, onSearchEngines, ownSearchAddress, tcpProxy, testFolder } from '@bell/platform/test-kit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { mina, testMusic } from '../music.fixture.ts'
import { createReindex } from './reindex/reindex.ts'
import { createSearchState } from './search-state.ts'

/** MusicBell with an index that has nothing of its three tracks, an artist and an album. */
async function given(search: SearchIndex) {
  const music = await testMusic()
  await music.as(mina)('POST', '/api/artists', { name: 'Harbour' })
  await music.given({ title: 'Harbour lights', album: 'Harbours' })
  await music.given({ title: 'Harbour draft', visibility: 'draft' })
  const gone = await music.given({ title: 'Harbour gone' })
  await music.as(mina)('DELETE', `/api/tracks/${gone.id}`)
  await music.events.idle()
  const said: string[] = []
  const log = createLogger({ to: { write: (line) => void said.push((JSON.parse(line) as { msg: string }).msg) } })
  const deps = { ...music.deps, search, log }
  return { deps, said, state: createSearchState(deps) }
}

async function testState(search: SearchIndex) {
  const { deps, state } = await given(search)
  expect(await state.look()).toMatchObject({
    state: 'lacking',
    indices: [
      { name: 'tracks', holds: 0, of: 2, lacks: true },
      { name: 'artists', holds: 0, of: 1, lacks: true },
      { name: 'albums', holds: 0, of: 1, lacks: true },
    ],
  })

  await createReindex(deps).run({ undo: false })

  expect(await state.look()).toMatchObject({
    state: 'good',
    indices: [
      { holds: 2, of: 2 },
      { holds: 1, of: 1 },
      { holds: 1, of: 1 },
    ],
  })
}

describe('embedded', () => {
  test('an index that lacks what is there is said to, until it is made anew', async () => {
    const { folder, remove } = await testFolder()
    onTestFinished(remove)
    const search = createFtsIndex({ file: `${folder}/search.db` })
    onTestFinished(() => search.close())
    await testState(search)
  })
})

onSearchEngines((url) => {
  test('an index that lacks what is there is said to, until it is made anew', async () => {
    await testState(createElasticIndex({ url: ownSearchAddress(url) }))
  })

  test('an index that is deleted is said to lack what it had, also where there was nothing at the start', async () => {
    const address = ownSearchAddress(url)
    const music = await testMusic()
    const deps = { ...music.deps, search: createElasticIndex({ url: address }) }
    const state = createSearchState(deps)
    expect(await state.look()).toMatchObject({ state: 'good', indices: [{ holds: 0, of: 0 }, {}, {}] })
    await music.given({ title: 'Harbour lights' })
    await music.events.idle()
    await createReindex(deps).run({ undo: false })
    expect(await state.look()).toMatchObject({ state: 'good', indices: [{ holds: 1, of: 1 }, {}, {}] })

    for (const name of Object.keys(await askEngine(address, 'GET', '-tracks*')))
      await askEngine(address, 'DELETE', name.slice(new URL(address).pathname.length - 1))

    expect(await state.look()).toMatchObject({ state: 'lacking', indices: [{ holds: 0, of: 1, lacks: true }, {}, {}] })
  })

  test('an engine that was away at the start is looked at when it is there, and when it comes back otherwise', async () => {
    const address = ownSearchAddress(url)
    const { hostname, port, pathname } = new URL(address)
    const proxy = await tcpProxy({ host: hostname, port: Number(port) })
    await proxy.cut()
    const { said, state } = await given(createElasticIndex({ url: `opensearch://127.0.0.1:${proxy.port}${pathname}` }))
    const stop = state.watch(20)
    onTestFinished(stop)
    const untilSaid = (what: string) => expect.poll(() => said.at(-1), { timeout: 10_000 }).toContain(what)

    await untilSaid('cannot be asked')
    await proxy.mend()
    await untilSaid('The index of albums has 0 of 1 documents: run "bell reindex"')
    expect(said).toContain('The index of tracks has 0 of 2 documents: run "bell reindex"')

    await askEngine(address, 'PUT', '-tracks-first', {
      mappings: { properties: { name: { type: 'text' } } },
      aliases: { [`${pathname.slice(1)}-tracks`]: {} },
    })
    await untilSaid('until the index is made anew')
  })
})
