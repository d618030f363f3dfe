import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { addUser } from '@bell/auth'
import { createLogger } from '@bell/platform/http'
import { expect, onTestFinished, test } from 'vitest'
import { createHttpBrowser } from '../../../bench/http-browser.ts'
import { startCollector } from '../../../e2e/collector.ts'
import { song } from '../../../e2e/sounds.ts'
import { compose } from './compose.ts'
import { readConfig } from './config.ts'

const origins = { auth: 'http://localhost:21544', music: 'http://localhost:21545', img: 'http://localhost:21546' }
const account = { email: 'mina@example.org', password: 'a quiet harbour' }
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'

test(
  'one trace leads from the press on "upload" to the index, and log lines name it',
  { timeout: 60_000 },
  async () => {
    const collector = await startCollector()
    onTestFinished(collector.stop)
    const { lines, upload } = await start(['--otlp-url', collector.url])
    await upload()

    const find = (name: string) => collector.spans.find((span) => span.traceId === traceId && span.name === name)
    await expect.poll(() => find('music.search-tracks music.track.ready'), { timeout: 20_000 }).toBeDefined()
    const begun = find('POST /api/uploads')!
    const made = find('POST /api/tracks')!
    const ingested = find('music.ingest music.track.uploaded')!
    const indexed = find('music.search-tracks music.track.ready')!
    expect([begun.parentSpanId, made.parentSpanId]).toEqual(['00f067aa0ba902b7', '00f067aa0ba902b8'])
    expect(ingested.parentSpanId).toBe(made.spanId)
    expect(indexed.parentSpanId).toBe(ingested.spanId)
    const times = [made, ingested, indexed].map((span) => BigInt(span.startTimeUnixNano))
    expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : 1)))
    expect(BigInt(indexed.endTimeUnixNano)).toBeGreaterThan(BigInt(indexed.startTimeUnixNano))

    // What somebody else does meanwhile is another trace.
    expect(find('POST /interaction/:uid/sign-in')).toBeUndefined()
    expect(collector.spans.some(({ name }) => name === 'POST /interaction/:uid/sign-in')).toBe(true)
    const line = lines().find(({ url, msg }) => msg === 'request' && url === '/api/tracks')
    expect(line).toMatchObject({ traceId, spanId: made.spanId, requestId: expect.any(String) })
  },
)

test('without a collector nothing is traced, whatever requests say', { timeout: 60_000 }, async () => {
  const { home, lines, upload } = await start([])
  await upload()
  const rows = new DatabaseSync(join(home, 'music.db')).prepare('select traceparent from outbox').all()
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.filter((row) => row['traceparent'] !== null)).toEqual([])
  expect(lines().filter((line) => 'traceId' in line)).toEqual([])
})

async function start(flags: string[]) {
  const home = mkdtempSync(join(tmpdir(), 'bell-traces-'))
  const addresses = Object.entries(origins).flatMap(([name, origin]) => [`--${name}-url`, origin])
  const config = readConfig(['--home', home, ...addresses, ...flags])
  const written: string[] = []
  const log = createLogger({ to: { write: (line) => void written.push(line) } })
  const bell = await compose(config, log)
  onTestFinished(async () => {
    await bell.close()
    rmSync(home, { recursive: true })
  })
  for (const { name, app } of bell.products) await app!.listen({ host: 'localhost', port: config.places[name].port })
  await addUser(bell.auth!, { ...account, name: 'Mina', role: 'artist' })
  const browser = createHttpBrowser(account)
  await browser.signIn(origins.music)
  const token = await browser.token(origins.music)

  /** As the page does: a file, and the track that is made of it, in one trace. @returns when it is found */
  async function upload() {
    const sound = song(1)
    const call = async (method: string, path: string, body: BodyInit | undefined, headers: Record<string, string>) => {
      const sent = { authorization: `Bearer ${token}`, ...headers }
      const response = await fetch(`${origins.music}${path}`, { method, headers: sent, ...(body && { body }) })
      expect(response.status).toBeLessThan(300)
      return response
    }
    const made = await call('POST', '/api/uploads', new Uint8Array(sound), {
      'tus-resumable': '1.0.0',
      'upload-length': String(sound.byteLength),
      'content-type': 'application/offset+octet-stream',
      'upload-metadata': `filename ${btoa('harbour.wav')}`,
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    })
    const uploadId = made.headers.get('location')!.split('/').at(-1)
    await call('POST', '/api/tracks', JSON.stringify({ uploadId, title: 'Harbour' }), {
      'content-type': 'application/json',
      traceparent: `00-${traceId}-00f067aa0ba902b8-01`,
    })
    const found = async () => (await call('GET', '/api/search?q=Harbour', undefined, {})).text()
    await expect.poll(found, { timeout: 20_000, interval: 100 }).toContain('Harbour')
  }

  return { home, upload, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) }
}
