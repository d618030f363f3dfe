import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { writeCertificate } from '@bell/platform/test-kit'
import { expect, onTestFinished, test } from 'vitest'
import { mina, testMusic, wav } from '../music.fixture.ts'

const nginx = process.env['NGINX_PROGRAM']
const proxyPrefix = '/_blobs/'

async function playable(music: Awaited<ReturnType<typeof testMusic>>, asked: object = {}) {
  const bytes = wav({ seconds: 2 })
  const track = await music.given({ bytes, visibility: 'public' })
  const { body } = await music.as(mina)('POST', `/api/tracks/${track.id}/stream-url`, asked)
  const { key } = await music.deps.db.selectFrom('blob').select('key').executeTakeFirstOrThrow()
  const { pathname, search } = new URL(body.url)
  return { bytes, path: pathname + search, file: `${proxyPrefix}${key}~blob` }
}

test('a proxy that sends files is told which, after every check, and is sent no byte of it', async () => {
  const music = await testMusic({ proxyPrefix })
  const { path, file } = await playable(music)
  const get = (headers = {}, url = path) =>
    music.app.inject({ url, headers: { host: 'music.test', ...headers } as Record<string, string> })

  for (const range of [undefined, 'bytes=5-9']) {
    const { statusCode, headers, rawPayload } = await get(range ? { range } : {})
    expect({ statusCode, bytes: rawPayload.length }).toEqual({ statusCode: 200, bytes: 0 })
    expect(headers).toMatchObject({ 'x-accel-redirect': file, 'content-type': 'audio/wav' })
    expect(headers).not.toHaveProperty('content-range')
  }
  const forged = await get({}, path.replace(/signature=./, 'signature='))
  expect(forged.statusCode).toBe(403)
  expect(forged.headers).not.toHaveProperty('x-accel-redirect')

  await music.deps.blobs.delete(file.slice(proxyPrefix.length, -'~blob'.length))
  const gone = await get()
  expect(gone.json()).toMatchObject({ status: 404, code: 'file_missing' })
  expect(gone.headers).not.toHaveProperty('x-accel-redirect')
})

test.runIf(nginx)('nginx sends the file: whole, in ranges, and again only where it changed', async () => {
  const music = await testMusic({ proxyPrefix })
  const { bytes, path } = await playable(music)
  const get = await throughNginx(music)

  const whole = await get(path)
  expect(whole.status).toBe(200)
  expect(whole.body.equals(bytes)).toBe(true)
  expect(whole.headers).toMatchObject({
    'content-type': 'audio/wav',
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-site',
    'content-security-policy': expect.stringContaining("default-src 'none'") as string,
  })
  expect(whole.headers).not.toHaveProperty('x-accel-redirect')
  const etag = whole.headers.etag!

  for (const condition of [{}, { 'if-range': etag }] as Record<string, string>[]) {
    const part = await get(path, { range: 'bytes=100-199', ...condition })
    expect(part.status).toBe(206)
    expect(part.headers['content-range']).toBe(`bytes 100-199/${bytes.length}`)
    expect(part.body.equals(bytes.subarray(100, 200))).toBe(true)
  }
  const changed = await get(path, { range: 'bytes=100-199', 'if-range': '"another"' })
  expect([changed.status, changed.body.length]).toEqual([200, bytes.length])
  expect((await get(path, { 'if-none-match': etag })).status).toBe(304)
  const head = await get(path, {}, 'HEAD')
  expect(head).toMatchObject({ status: 200, headers: { etag, 'content-length': String(bytes.length) } })
  expect((await get(path, { range: `bytes=${bytes.length}-` })).status).toBe(416)
})

test.runIf(nginx)('nobody gets a file from nginx by its name, nor one that is no music', async () => {
  const music = await testMusic({ proxyPrefix })
  const { file, path } = await playable(music)
  await writeFile(join(music.folder, 'secret'), 'secret')
  const get = await throughNginx(music)

  for (const url of [file, '/_blobs/../secret', '/_blobs/%2e%2e/secret', '/_blobs../secret', `/x/..${file}`]) {
    const answer = await get(url)
    expect([url, answer.status]).toEqual([url, 404])
    expect(answer.body.toString('latin1')).not.toMatch(/RIFF|secret$/)
  }
  expect((await get(path)).status).toBe(200)
  await music.denials.announce({ kind: 'session', subject: 'sid-mina', at: music.clock.now(), revision: 0 })
  expect((await get(path)).status).toBe(403)
})

test.runIf(nginx)('a download has its name, and a file that was deleted is told as ever', async () => {
  const music = await testMusic({ proxyPrefix })
  const { bytes, path, file } = await playable(music, { download: true })
  const get = await throughNginx(music)

  const kept = await get(path)
  expect(kept.body.equals(bytes)).toBe(true)
  expect(kept.headers['content-disposition']).toMatch(/^attachment; filename=/)

  await music.deps.blobs.delete(file.slice(proxyPrefix.length, -'~blob'.length))
  const gone = await get(path)
  expect(gone.headers['content-type']).toContain('application/problem+json')
  expect(JSON.parse(gone.body.toString())).toMatchObject({ status: 404, code: 'file_missing' })
})

/** nginx on `deploy/nginx.conf` as it is, but for names, places and a certificate. */
async function throughNginx(music: Awaited<ReturnType<typeof testMusic>>) {
  await music.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = music.app.server.address() as { port: number }
  const at = (name: string) => join(music.folder, name)
  writeCertificate(music.folder, 'music.test')
  const site = (await readFile(join(import.meta.dirname, '../../../../deploy/nginx.conf'), 'utf8'))
    .replaceAll('example.org', 'test')
    .replace('music.test 4100;', `music.test ${port};`)
    .replace('listen 80', `listen unix:${at('http.sock')}`)
    .replace('listen 443', `listen unix:${at('https.sock')}`)
    .replaceAll('/etc/ssl/bell', music.folder)
    .replace('/var/lib/bell/data/music/', `${music.folder}/blobs/`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${at(name)};`)
  await writeFile(
    at('nginx.conf'),
    `daemon off; master_process off; pid ${at('nginx.pid')}; events {}
     http { access_log off; ${temporary.join(' ')} ${site} }`,
  )
  const server = spawn(nginx!, ['-p', music.folder, '-c', at('nginx.conf'), '-e', at('error.log')])
  onTestFinished(async () => {
    const ended = once(server, 'exit')
    server.kill()
    if (server.exitCode === null) await ended
  })

  async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
    const sent = request({
      socketPath: at('https.sock'),
      path,
      method,
      headers: { host: 'music.test', ...headers },
      servername: 'music.test',
      rejectUnauthorized: false,
      agent: false,
    })
    const [answer] = (await once(sent.end(), 'response')) as [IncomingMessage]
    return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) }
  }
  await expect.poll(() => get('/').then(({ status }) => status, String), { timeout: 10_000 }).toBe(404)
  return get
}
