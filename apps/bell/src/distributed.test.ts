import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createHttpBrowser } from '../../../bench/http-browser.ts'
import { startDistributed, type Distributed } from '../../../e2e/distributed.ts'
import { hasEngines } from '../../../e2e/engines.ts'
import { bigWav } from '../../../e2e/sounds.ts'

const account = { email: 'ada@example.org', password: 'brass lantern harbour' }
// Kafka waits for members of its groups that were killed, those of an earlier run too.
const soon = { timeout: 90_000, interval: 100 }

// Two processes of each role, on real engines alone: `npm run test:services`.
describe.runIf(hasEngines)('two processes of each role', () => {
  let bell: Distributed
  let headers: { authorization: string }
  const browser = createHttpBrowser(account)

  beforeAll(async () => {
    // Other files, which run beside this one, need connections, too.
    bell = await startDistributed(21_580, ['--database-pool=3'])
    const made = await fetch(`${bell.auth}/api/setup`, {
      method: 'POST',
      headers: { origin: bell.auth, 'x-requested-with': 'bell', 'content-type': 'application/json' },
      body: JSON.stringify({ token: new URL(bell.setupAddress!).hash.slice(1), name: 'Ada', ...account }),
    })
    expect(made.status).toBe(201)
    await browser.signIn(bell.music)
    await browser.signIn(bell.img)
    headers = { authorization: `Bearer ${await browser.token(bell.music)}` }
  }, 120_000)
  afterAll(() => bell?.stop(), 60_000)

  /** @returns the track's id, once it was acknowledged */
  async function upload(n: number, title: string) {
    const bytes = bigWav(n, 48_000)
    const tus = { ...headers, 'tus-resumable': '1.0.0' }
    const uploads = `${bell.music}/api/uploads`
    const metadata = `filename ${Buffer.from(`${title}.wav`).toString('base64')}`
    const begun = await fetch(uploads, {
      method: 'POST',
      headers: { ...tus, 'upload-length': String(bytes.byteLength), 'upload-metadata': metadata },
    })
    if (begun.status !== 201) throw new Error(`The upload was answered ${begun.status}.`)
    const address = new URL(begun.headers.get('location')!, uploads)
    const sent = await fetch(address, {
      method: 'PATCH',
      headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      body: new Uint8Array(bytes),
    })
    if (sent.status !== 204) throw new Error(`The bytes were answered ${sent.status}.`)
    const made = await fetch(`${bell.music}/api/tracks`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ uploadId: address.pathname.split('/').at(-1), title }),
    })
    if (made.status !== 201) throw new Error(`The track was answered ${made.status}.`)
    return ((await made.json()) as { id: string }).id
  }

  async function get<T>(path: string): Promise<T> {
    const answer = await fetch(bell.music + path, { headers })
    expect(answer.status).toBe(200)
    return (await answer.json()) as T
  }

  const readyAndFound = (id: string, title: string) =>
    vi.waitFor(async () => {
      expect(await get(`/api/tracks/${id}`)).toMatchObject({ status: 'ready' })
      const { tracks } = await get<{ tracks: { id: string }[] }>(`/api/search?q=${title}`)
      expect(tracks.map((track) => track.id)).toEqual([id])
    }, soon)

  test('a song that one process took is read by another, and found by all', { timeout: 120_000 }, async () => {
    const id = await upload(1, 'Lighthouse')

    await readyAndFound(id, 'Lighthouse')
  })

  test('kill -9 of any of them loses no song that was acknowledged', { timeout: 300_000 }, async () => {
    const titles = ['Amaryllis', 'Begonia', 'Camellia', 'Dahlia']
    const acknowledged: [string, string][] = []
    for (const [n, victim] of [...bell.web, ...bell.behind].entries()) {
      const title = titles[n]!
      const replacing = victim.kill().then(victim.start)
      // What was cut off on the way was not acknowledged; it is not asked for again here.
      await upload(100 + n, title).then(
        (id) => acknowledged.push([id, title]),
        () => {},
      )
      await replacing
    }

    expect(acknowledged.length).toBeGreaterThan(0)
    for (const [id, title] of acknowledged) await readyAndFound(id, title)
  })

  test('who signs out is signed out at every process, of every product', { timeout: 120_000 }, async () => {
    expect((await browser.post(`${bell.img}/session/logout`)).status).toBe(200)

    await vi.waitFor(async () => {
      for (const { bell: own } of bell.web)
        expect((await fetch(`${own.music}/api/queue`, { headers })).status).toBe(401)
    }, soon)
  })
})
