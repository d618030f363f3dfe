import { expect, onTestFinished, test, vi } from 'vitest'
import { askEngine, onSearchEngines, ownSearchAddress, refreshSearch } from '../../test-kit/search-engines.ts'
import { tcpProxy } from '../../test-kit/tcp-proxy.ts'
import { testSearchIndex } from '../contract.ts'
import { track } from '../contract-setup.ts'
import { createElasticIndex } from './elastic.ts'
import { readAddress } from './request.ts'

onSearchEngines((url) => {
  testSearchIndex(async () => {
    const address = ownSearchAddress(url)
    const index = createElasticIndex({ url: address })
    return { index, settle: () => refreshSearch(address), reopen: async () => createElasticIndex({ url: address }) }
  })

  test('of several addresses the next is asked when one goes away', async () => {
    const address = ownSearchAddress(url)
    const { hostname, port, pathname } = new URL(address)
    const proxies = [
      await tcpProxy({ host: hostname, port: Number(port) }),
      await tcpProxy({ host: hostname, port: Number(port) }),
    ]
    const hosts = proxies.map((proxy) => `127.0.0.1:${proxy.port}`).join()
    const index = createElasticIndex({ url: `opensearch://${hosts}${pathname}` })

    for (const [n, gone] of [...proxies, ...proxies].entries()) {
      await gone.cut()
      await index.upsert('tracks', [track(`${n}`, { title: 'Song' })])
      await gone.mend()
    }

    await refreshSearch(address)
    expect(await index.search('tracks', { query: 'song', limit: 9 })).toHaveLength(4)
  })

  test('a removal is remembered when the engine has long forgotten the version of what it deleted', async () => {
    const address = ownSearchAddress(url)
    const index = createElasticIndex({ url: address })
    await index.upsert('tracks', [track('1', { title: 'Song' }, 5), track('2', { title: 'Song' }, 5)])
    await askEngine(address, 'PUT', '-*/_settings', { index: { gc_deletes: '1ms' } })
    await index.remove('tracks', [{ id: '1', revision: 6 }])
    // What the engine itself would do: here it forgets, and takes an older version again.
    const deleted = `-tracks/_doc/2?version=13&version_type=external_gte`
    await askEngine(address, 'DELETE', deleted)
    await expect
      .poll(
        () =>
          askEngine(address, 'PUT', '-tracks/_doc/2?version=10&version_type=external_gte', { id: '2' }).catch(
            () => 'refused',
          ),
        { timeout: 10_000 },
      )
      .not.toBe('refused')

    await index.upsert('tracks', [track('1', { title: 'Song' }, 5)])
    await refreshSearch(address)
    expect(await index.search('tracks', { query: 'song', limit: 9 })).toEqual([])
  })

  test('many processes that write first make one index', async () => {
    const address = ownSearchAddress(url)
    const processes = Array.from({ length: 10 }, () => createElasticIndex({ url: address }))
    await Promise.all(processes.map((index, n) => index.upsert('tracks', [track(`${n}`, { title: 'Song' })])))
    await refreshSearch(address)

    expect(await processes[0]!.search('tracks', { query: 'song', limit: 20 })).toHaveLength(10)
    expect(Object.keys(await askEngine(address, 'GET', '-*'))).toHaveLength(1)
  })

  test('many documents that find no index have it made once', async () => {
    const asked = vi.spyOn(globalThis, 'fetch')
    onTestFinished(() => asked.mockRestore())
    const index = createElasticIndex({ url: ownSearchAddress(url) })
    await index.upsert(
      'tracks',
      Array.from({ length: 300 }, (_, n) => track(`${n}`, { title: 'Song' })),
    )

    expect(asked.mock.calls.filter(([, options]) => options?.method === 'PUT')).toHaveLength(1)
  })

  test('of many documents the one that the engine refuses is named, and the others are taken', async () => {
    const address = ownSearchAddress(url)
    const index = createElasticIndex({ url: address })
    const tooLong = 'x'.repeat(600)
    const upserting = index.upsert('tracks', [
      track('1', { title: 'Song' }),
      track(tooLong, { title: 'Song' }),
      track('3', { title: 'Song' }),
    ])

    await expect(upserting).rejects.toThrow(tooLong)
    await refreshSearch(address)
    expect(await index.search('tracks', { query: 'song', limit: 9 })).toHaveLength(2)
    await index.rebuild.begin('tracks')
    const filled = await index.rebuild.fill('tracks', [track('1', { title: 'Song' }), track(tooLong, {})])
    expect(filled).toMatchObject({ indexed: 1, failed: [{ id: tooLong, reason: expect.stringContaining('long') }] })
  })

  test('an index that is made otherwise is refused by name, until it is made anew', async () => {
    const address = ownSearchAddress(url)
    const index = createElasticIndex({ url: address })
    await index.check()
    await index.upsert('tracks', [track('1', { title: 'Song' })])
    await index.check()
    await askEngine(address, 'PUT', '-artists-first', {
      mappings: { properties: { name: { type: 'text' } } },
      aliases: { [`${new URL(address).pathname.slice(1)}-artists`]: {} },
    })

    const unfit = { name: 'SearchIndexUnfit', message: expect.stringMatching(/artists-first .*bell reindex/) }
    const found = createElasticIndex({ url: address })
    const document = track('2', { title: 'Song' })
    await expect(index.check()).rejects.toMatchObject(unfit)
    await expect(found.upsert('artists', [document])).rejects.toMatchObject(unfit)
    await expect(found.search('artists', { query: 'song', limit: 9 })).rejects.toMatchObject(unfit)
    await index.rebuild.begin('artists')
    await index.rebuild.finish(['artists'])
    await index.check()
    await found.upsert('artists', [document])
  })

  test('what the new index was too busy for, and came again after the switch, is in it', async () => {
    const address = ownSearchAddress(url)
    const index = createElasticIndex({ url: address })
    await index.upsert('tracks', [track('1', { title: 'Song' }, 1)])
    await index.rebuild.begin('tracks')
    await index.rebuild.fill('tracks', [track('1', { title: 'Song' }, 1)])
    const ask = globalThis.fetch
    let bulks = 0
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, options) => {
      if (!(input as string).includes('/_bulk') || ++bulks > 1) return ask(input, options)
      // The first request takes what is for the old index alone.
      const lines = (options!.body as string).split('\n').slice(0, 2)
      const answer = await ask(input, { ...options, body: `${lines.join('\n')}\n` })
      const { items } = (await answer.json()) as { items: object[] }
      await index.rebuild.finish(['tracks'])
      return Response.json({ items: [...items, { index: { status: 429 } }] })
    })
    onTestFinished(() => void vi.restoreAllMocks())

    await index.upsert('tracks', [track('1', { title: 'Harbour' }, 2)])

    expect(bulks).toBeGreaterThan(1)
    await refreshSearch(address)
    expect(await index.search('tracks', { query: 'harbour', limit: 9 })).toHaveLength(1)
  })

  test('a template of the cluster that names a pipeline changes nothing', async () => {
    const address = ownSearchAddress(url)
    const prefix = new URL(address).pathname.slice(1)
    const { origin } = new URL(address.replace(/^\w+/, 'http'))
    const template = (method: string, body?: object) =>
      fetch(`${origin}/_index_template/${prefix}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: body ? JSON.stringify(body) : null,
      })
    const name = (settings: object) => template('PUT', { index_patterns: [`${prefix}-*`], template: { settings } })
    expect((await name({ default_pipeline: 'nowhere' })).status).toBe(200)
    onTestFinished(async () => void (await template('DELETE')))
    const index = createElasticIndex({ url: address })
    await index.upsert('tracks', [track('1', { title: 'Song' })])
    await name({ final_pipeline: 'nowhere' })
    await index.rebuild.begin('tracks')
    await index.rebuild.finish(['tracks'])

    await index.upsert('tracks', [track('1', { title: 'Song' })])

    await refreshSearch(address)
    expect(await index.search('tracks', { query: 'song', limit: 9 })).toHaveLength(1)
  })

  test('an installation whose prefix begins with ours is none of ours', async () => {
    const address = ownSearchAddress(url)
    const index = createElasticIndex({ url: address })
    await index.upsert('tracks', [track('1', { title: 'Song' })])
    // As another version makes it; and one that is being made, under a prefix that is an index of ours.
    await askEngine(address, 'PUT', '-two-tracks-first', {
      mappings: { properties: { name: { type: 'text' } } },
      aliases: { [`${new URL(address).pathname.slice(1)}-two-tracks`]: {} },
    })
    await askEngine(address, 'PUT', '-tracks-artists-first', {})

    await createElasticIndex({ url: address }).check()
    await index.rebuild.begin('tracks')
    await index.rebuild.finish(['tracks'])

    expect(Object.keys(await askEngine(address, 'GET', '-tracks-artists-first'))).toHaveLength(1)
  })

  test('what is written is found within a second, without being told to', async () => {
    const index = createElasticIndex({ url: ownSearchAddress(url) })
    await index.upsert('tracks', [track('1', { title: 'Song' })])

    await expect
      .poll(() => index.search('tracks', { query: 'song', limit: 9 }), { timeout: 1000, interval: 20 })
      .toHaveLength(1)
  })
})

test('an engine that is not there is said to be unavailable, with its address and without the password', async () => {
  const index = createElasticIndex({ url: 'opensearch://mina:hunter2@127.0.0.1:9/' })
  for (const call of [
    () => index.search('tracks', { query: 'song', limit: 9 }),
    () => index.upsert('tracks', [track('1', { title: 'Song' })]),
    () => index.check(),
  ]) {
    const error = await call().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'SearchUnavailable', message: expect.stringContaining('http://127.0.0.1:9') })
    expect(String(error)).not.toContain('hunter2')
  }
})

test('an address says where, by whom, by TLS or not, and how names begin', () => {
  const basic = { authorization: 'Basic bWluYTphQGI=' }
  expect(readAddress('opensearch://mina:a%40b@host:9200')).toEqual({
    origins: ['http://host:9200'],
    prefix: 'bell',
    authorization: basic,
  })
  expect(readAddress('elasticsearch+https://host/music-two')).toEqual({
    origins: ['https://host'],
    prefix: 'music-two',
    authorization: {},
  })
  expect(readAddress('opensearch://mina:a%40b@a:9200,b,[::1]:9201/two')).toEqual({
    origins: ['http://a:9200', 'http://b', 'http://[::1]:9201'],
    prefix: 'two',
    authorization: basic,
  })
  const wrong = [
    'http://host',
    'opensearch:',
    'elasticsearch://host/A',
    'opensearch://host/?tls=true',
    '',
    'opensearch://a,,b',
  ]
  for (const text of wrong) {
    expect(readAddress(text)).toBeUndefined()
  }
})
