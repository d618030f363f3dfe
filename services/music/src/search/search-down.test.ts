import { createElasticIndex, type SearchIndex } from '@bell/platform/search-index'
import { onSearchEngines, ownSearchAddress, refreshSearch, tcpProxy } from '@bell/platform/test-kit'
import { expect, test } from 'vitest'
import { mina, testMusic } from '../music.fixture.ts'

onSearchEngines((url) => {
  test('while the engine is away, music is added and listed, searching says so, and all is found by itself once it is back', async () => {
    const address = ownSearchAddress(url)
    const { hostname, port, pathname } = new URL(address)
    const proxy = await tcpProxy({ host: hostname, port: Number(port) })
    const search = createElasticIndex({ url: `opensearch://127.0.0.1:${proxy.port}${pathname}` })
    let failures = 0
    const counted: SearchIndex = {
      ...search,
      upsert: (...call) => search.upsert(...call).catch((error: unknown) => Promise.reject(++failures && error)),
    }
    const music = await testMusic({ search: counted })
    const find = () => music.as('joon')('GET', '/api/search?q=tideland')
    const titles = async () => {
      await refreshSearch(address)
      return (await find()).body.tracks.map((track: { title: string }) => track.title).toSorted()
    }
    const first = await music.given({ title: 'Tideland one' })
    const gone = await music.given({ title: 'Tideland gone' })
    expect(await titles()).toEqual(['Tideland gone', 'Tideland one'])

    await proxy.cut()
    const changed = await music.as(mina)('PATCH', `/api/tracks/${first.id}`, { title: 'Tideland changed' })
    const deleted = await music.as(mina)('DELETE', `/api/tracks/${gone.id}`)
    expect([changed.status, deleted.status]).toEqual([200, 204])
    const { body: artist } = await music.as(mina)('POST', '/api/artists', { name: 'Tide' })
    for (const path of ['/api/search?q=tideland', '/api/search/artists?q=tideland', '/api/tracks?q=tideland']) {
      expect(await music.as('joon')('GET', path)).toMatchObject({ status: 503, body: { code: 'search_unavailable' } })
    }
    expect(await music.as('joon')('GET', `/api/artists/${artist.id}`)).toMatchObject({ status: 200 })
    expect((await music.as('joon')('GET', '/api/tracks')).body.items).toHaveLength(1)
    // More than an event may have otherwise, before it is given up.
    await expect.poll(() => failures, { timeout: 15_000 }).toBeGreaterThan(20)

    await proxy.mend()
    await music.events.idle()
    expect(await titles()).toEqual(['Tideland changed'])
    expect((await music.events.measure()).deadLetters).toBe(0)
  })
})
