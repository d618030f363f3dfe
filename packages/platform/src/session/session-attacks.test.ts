import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { testBrowser } from './browser.fixture.ts'
import { testMusic } from './product.fixture.ts'

test.each([
  '//evil.test',
  '///evil.test/a',
  String.raw`\\evil.test`,
  String.raw`/\evil.test`,
  String.raw`\/evil.test`,
  '/%09/evil.test',
  '/\t/evil.test',
  '/.//evil.test',
  'https://evil.test',
  'https:evil.test',
  'http://music.test@evil.test/',
  'http://music.test.evil.test/',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
])('a sign-in that is to end at %j ends at home', async (returnTo) => {
  const { browser, origin } = await testMusic()

  for (const silent of ['', '&silent=1']) {
    const { at, passed } = await browser.go(`/session/login?returnTo=${encodeURIComponent(returnTo)}${silent}`)
    expect(at.origin).toBe(origin)
    expect(passed.filter((address) => new URL(address).hostname.endsWith('evil.test'))).toEqual([])
    browser.forget('music.test')
  }
})

test('a sign-in address that is encoded twice stays a path of this site', async () => {
  const { browser, origin } = await testMusic()

  for (const returnTo of ['/%2F%2Fevil.test', '/%5C%5Cevil.test', '%2F%2Fevil.test'])
    expect((await browser.go(`/session/login?returnTo=${encodeURIComponent(returnTo)}`)).at.origin).toBe(origin)
})

test('cookies of other programs of this host, as many as fit, and broken ones hide no session', async () => {
  const { browser } = await testMusic()
  await browser.go('/session/login')
  const own = browser.cookies().get('bell-music')!
  const others = Array.from({ length: 180 }, (_, n) => `other-${n}=${'x'.repeat(40)}`)

  for (const before of [
    others.join('; '),
    'a=%; b=%E0%A4%A; =; ;; c',
    '__proto__=x; constructor=y; toString=z',
    'bell-music-login-=x; bell-music-silent=; bell-musicx=y; xbell-music=z',
  ]) {
    const sent = browser.cookies().get('bell-music') ?? own
    expect((await browser.fetch('/session/refresh', { cookie: `${before}; bell-music=${sent}` })).status).toBe(200)
  }
})

test('logins that someone else makes a browser begin do not pile up, and one’s own still arrives', async () => {
  const { browser } = await testMusic()
  const planted = Array.from({ length: 60 }, (_, n) => `bell-music-login-planted${n}=x`)

  const begun = await browser.call('GET', '/session/login?returnTo=/library', { cookie: planted.join('; ') })

  const written = [begun.headers['set-cookie']].flat().map(String)
  expect(written.filter((cookie) => cookie.includes('Max-Age=0'))).toHaveLength(57)
  expect((await browser.go(begun.headers['location']!)).at.pathname).toBe('/library')
})

test('a session cookie of any size or shape is refused and taken away; it reaches nobody', async () => {
  const { browser, authBell } = await testMusic()

  for (const value of ['x'.repeat(8_000), `${'e'.repeat(4_000)}.${'f'.repeat(3_000)}`, '..', 'null', '%7B%7D']) {
    const answer = await browser.fetch('/session/refresh', { cookie: `bell-music=${value}` })
    expect(answer).toMatchObject({ status: 401, body: { code: 'session_ended' } })
    expect(answer.headers['set-cookie']).toMatch(/^bell-music=; Max-Age=0/)
  }
  expect(authBell.requests).toEqual([])
})

test('more cookies than a head may hold are refused as such, and the next request is answered', async () => {
  const { app } = await testMusic()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const ask = async (cookie: string) => {
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => undefined)
    socket.write(`POST /session/refresh HTTP/1.1\r\nHost: music.test\r\nContent-Length: 0\r\nCookie: ${cookie}\r\n\r\n`)
    return new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())))
  }

  expect(await ask('a=b; '.repeat(20_000))).toMatch(/^HTTP\/1\.1 431 /)
  expect(await ask('a=b')).toMatch(/^HTTP\/1\.1 403 /)
})

test('a session cookie that someone planted is not the one that is signed in, and learns nothing of it', async () => {
  const { browser: thief, call, origin, authBell } = await testMusic()
  await thief.go('/session/login')
  const planted = thief.cookies().get('bell-music')!
  const victim = testBrowser({ origin, call })
  await victim.call('GET', '/')
  victim.cookies().set('bell-music', planted)
  authBell.state.person = 'joon'

  await victim.go('/session/login')

  expect(victim.cookies().get('bell-music')).not.toBe(planted)
  expect((await victim.fetch('/session/refresh')).body.user.id).toBe('joon')
  expect((await thief.fetch('/session/refresh')).body.user.id).toBe('mina')
})
