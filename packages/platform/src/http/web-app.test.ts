import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { testApp } from '../test-kit/test-app.ts'

const script = 'export const bell = "ding"'

/** A small build, as Vite leaves it. */
async function builtApp() {
  const webRoot = await mkdtemp(join(tmpdir(), 'bell-web-'))
  onTestFinished(() => rm(webRoot, { recursive: true }))
  await mkdir(join(webRoot, 'assets'))
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>MusicBell</title>')
  await writeFile(join(webRoot, 'theme.js'), 'dark()')
  await writeFile(join(webRoot, 'assets/app-1a2b.js'), script)
  await writeFile(join(webRoot, 'assets/app-1a2b.js.br'), brotliCompressSync(script))
  await writeFile(join(webRoot, 'assets/app-1a2b.js.gz'), gzipSync(script))
  return testApp(
    (app) => {
      app.get('/api/songs', async () => [])
      app.get('/stream/:id', async () => 'sound')
    },
    { webRoot },
  )
}

const navigation = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

test('the page is asked for each time, what is named by its content never again', async () => {
  const { anonymous } = await builtApp()

  expect(await anonymous('GET', '/', undefined, navigation)).toMatchObject({
    status: 200,
    body: expect.stringContaining('MusicBell'),
    headers: { 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' },
  })
  expect(await anonymous('GET', '/theme.js')).toMatchObject({ status: 200, headers: { 'cache-control': 'no-cache' } })
  expect(await anonymous('GET', '/assets/app-1a2b.js')).toMatchObject({
    status: 200,
    body: script,
    headers: {
      'cache-control': 'public, max-age=31536000, immutable',
      vary: expect.stringMatching(/accept-encoding/i),
    },
  })
})

test('files that were compressed at the build are sent so', async () => {
  const { app } = await builtApp()
  const ask = (encoding: string) =>
    app.inject({ url: '/assets/app-1a2b.js', headers: { host: 'music.test', 'accept-encoding': encoding } })

  const brotli = await ask('gzip, deflate, br, zstd')

  expect(brotli.headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': expect.stringContaining('javascript'),
  })
  expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(script)
  expect((await ask('gzip')).headers).toMatchObject({ 'content-encoding': 'gzip' })
  expect((await ask('identity')).headers).not.toHaveProperty('content-encoding')
})

test('every address that a person can open in the app gives the app', async () => {
  const { anonymous } = await builtApp()

  for (const path of ['/library', '/artists/0190', '/search?q=%ED%95%9C', '/apis', '/setup']) {
    expect(await anonymous('GET', path, undefined, navigation)).toMatchObject({
      status: 200,
      body: expect.stringContaining('MusicBell'),
      headers: { 'cache-control': 'no-cache' },
    })
  }
  expect(await anonymous('GET', '/?signInError=access_denied')).toMatchObject({ status: 200 })
  expect(await anonymous('HEAD', '/library', undefined, navigation)).toMatchObject({ status: 200, body: '' })
})

test('what is not there is not the app: routes of the server, files, scripts’ calls, other methods', async () => {
  const { anonymous } = await builtApp()

  for (const path of ['/api/nothing', '/api', '/session/nothing', '/stream', '/stream/a/b', '/assets/gone-9.js']) {
    expect(await anonymous('GET', path, undefined, navigation)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    })
  }
  expect(await anonymous('GET', '/library', undefined, { accept: '*/*' })).toMatchObject({ status: 404 })
  expect(await anonymous('POST', '/library', undefined, navigation)).toMatchObject({ status: 404 })
  expect((await anonymous('GET', '/assets/gone-9.js')).headers['cache-control']).toBe('no-store')
})

test('nothing outside the build is served', async () => {
  const { anonymous } = await builtApp()

  for (const path of [
    '/../package.json',
    '/..%2fpackage.json',
    '/assets/..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '//etc/passwd',
  ]) {
    const { status, body } = await anonymous('GET', path)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(body).toHaveProperty('code')
  }
})
