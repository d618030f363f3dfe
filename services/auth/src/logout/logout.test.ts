import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inTransaction } from '@bell/platform/database'
import { denyTokensEvent, logoutEvent } from '@bell/platform/session'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { callAs, clients, origin, password, refresh, testAuth } from '../auth.fixture.ts'
import { disconnect } from '../consent/disconnect.ts'
import { disableUser, setRole } from '../index.ts'

interface Heard {
  aud: string
  sub: string
  sid?: string
  jti: string
  nonce?: string
  events: Record<string, Record<string, unknown>>
}

/** A product's server, which hears logout tokens; `answer` may be another than 204, or none. */
async function testProduct() {
  const heard: Heard[] = []
  const types: unknown[] = []
  const listeners = new Set<() => void>()
  const state = { answer: (_request: IncomingMessage, response: ServerResponse) => void response.writeHead(204).end() }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const token = new URLSearchParams(body).get('logout_token')!
    heard.push(decodeJwt<Heard>(token))
    types.push(decodeProtectedHeader(token).typ)
    state.answer(request, response)
    for (const listener of listeners) listener()
  })
  const listen = (port = 0) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen()
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  onTestFinished(close)
  return {
    uri: `http://127.0.0.1:${port}/session/backchannel-logout`,
    heard,
    types,
    state,
    away: close,
    back: () => listen(port),
    /** Resolves when so many messages have come. */
    async hears(count: number) {
      while (heard.length < count)
        await new Promise<void>((resolve) => {
          const listener = () => {
            listeners.delete(listener)
            resolve()
          }
          listeners.add(listener)
        })
    },
  }
}

/** Mina signed in at MusicBell and ImgBell, whose servers listen. */
async function signedIn() {
  const [music, img] = [await testProduct(), await testProduct()]
  const uris: Record<string, string> = { 'bell-music': music.uri, 'bell-img': img.uri }
  const own = clients.map((client) => ({
    ...client,
    ...(uris[client.id] && { backchannelLogoutUri: uris[client.id] }),
  }))
  const auth = await testAuth({ clients: own })
  await auth.given('owner', 'owner')
  const mina = await auth.given('mina')
  const browser = auth.browser()
  const tokens = { music: await browser.signIn('music', 'mina@example.org'), img: await browser.signIn('img') }
  const sids = { music: decodeJwt(tokens.music.access_token).sid, img: decodeJwt(tokens.img.access_token).sid }
  const waiting = () => auth.deps.db.selectFrom('logoutMessage').selectAll().execute()
  const signOut = () => callAs(auth.app, 'music', { token: tokens.music.refresh_token }, '/oidc/token/revocation')
  return { auth, mina, browser, music, img, tokens, sids, waiting, signOut }
}

test('every product of a session is told when it ends, by a token of the specification’s shape', async () => {
  const { music, img, mina, sids, signOut, waiting } = await signedIn()

  await signOut()
  await Promise.all([music.hears(1), img.hears(1)])

  expect(music.heard).toMatchObject([{ iss: origin, aud: 'bell-music', sub: mina.id, sid: sids.music }])
  expect(img.heard).toMatchObject([{ aud: 'bell-img', sub: mina.id, sid: sids.img, events: { [logoutEvent]: {} } }])
  expect(img.types).toEqual(['logout+jwt'])
  expect(img.heard[0]).not.toHaveProperty('nonce')
  await expect.poll(waiting).toEqual([])
})

test('the browser’s own sign-out tells each product once', async () => {
  const { auth, browser, music, img, tokens } = await signedIn()
  const query = new URLSearchParams({ id_token_hint: tokens.music.id_token, client_id: 'bell-music' })

  const page = await browser.request('GET', `/oidc/session/end?${query.toString()}`)
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.body)![1]!
  const headers = { origin, 'content-type': 'application/x-www-form-urlencoded' }
  const body = new URLSearchParams({ xsrf, logout: 'yes' }).toString()
  await browser.request('POST', '/oidc/session/end/confirm', { body, headers })
  await Promise.all([music.hears(1), img.hears(1)])
  // What follows a second end would come after these.
  await disableUser(auth.deps, 'mina@example.org')

  await expect.poll(() => auth.deps.db.selectFrom('logoutMessage').selectAll().execute()).toEqual([])
  for (const { heard } of [music, img]) expect(heard.filter(({ sid }) => sid !== undefined)).toHaveLength(1)
})

test('a product that is away is told when it is back, signed afresh, and holds up no other', async () => {
  const { auth, music, img, signOut, waiting } = await signedIn()
  await music.away()

  await signOut()
  await img.hears(1)
  await expect.poll(waiting).toMatchObject([{ clientId: 'bell-music', attempts: 1 }])
  await music.back()
  // Its pause is over by the service's clock.
  auth.clock.advance(60_000)
  await music.hears(1)

  await expect.poll(waiting).toEqual([])
})

test('a product that answers with an error, or not at all, is told again', async () => {
  const { auth, music, signOut, waiting } = await signedIn()
  const refused = music.state.answer
  music.state.answer = (_request, response) => void response.writeHead(503).end()

  await signOut()
  await expect.poll(async () => (await waiting()).find(({ clientId }) => clientId === 'bell-music')?.attempts).toBe(1)
  music.state.answer = refused
  auth.clock.advance(60_000)
  await music.hears(2)

  expect(music.heard[1]!.jti).not.toBe(music.heard[0]!.jti)
})

test('disabling an account and a changed password tell the products, but not of the session that asked', async () => {
  const { auth, mina, music, img, browser, sids } = await signedIn()
  const phone = auth.browser()
  await phone.signIn('music', 'mina@example.org')
  const own = await browser.signIn('auth')

  const as = auth.as({ id: mina.id, sid: decodeJwt<{ sid: string }>(own.access_token).sid })
  const body = { currentPassword: password, newPassword: 'another quiet harbour' }
  expect((await as('POST', '/api/account/password', body)).status).toBe(204)
  await music.hears(1)
  expect(music.heard[0]!.sid).not.toBe(sids.music)
  expect(img.heard).toEqual([])

  await disableUser(auth.deps, 'mina@example.org')
  // Of the session, and of whatever was given out to other apps.
  await Promise.all([music.hears(3), img.hears(2)])
  expect(music.heard.map(({ sid }) => sid)).toContain(sids.music)
})

test('a new role outdates the tokens of before at every product, and the session goes on', async () => {
  const { auth, music, img, mina, tokens } = await signedIn()

  await setRole(auth.deps, 'mina@example.org', 'artist')
  await Promise.all([music.hears(1), img.hears(1)])

  expect(music.heard[0]).toMatchObject({ sub: mina.id, events: { [denyTokensEvent]: { revision: 2 } } })
  expect(music.heard[0]).not.toHaveProperty('sid')
  expect(decodeJwt(tokens.music.access_token)).toMatchObject({ rev: 1, roles: ['listener'] })
  const { body } = await refresh(auth.app, 'music', tokens.music.refresh_token)
  expect(decodeJwt(body.access_token)).toMatchObject({ rev: 2, roles: ['artist'] })
})

test('reuse of a refresh token tells its product alone', async () => {
  const { auth, music, img, tokens, sids } = await signedIn()
  await refresh(auth.app, 'music', tokens.music.refresh_token)
  auth.clock.advance(10_001)

  await refresh(auth.app, 'music', tokens.music.refresh_token)
  await music.hears(1)

  expect(music.heard).toMatchObject([{ sid: sids.music }])
  expect(img.heard).toEqual([])
})

test('a removed client’s refresh tokens are gone, and every product refuses what it was given', async () => {
  const { auth, music, img, tokens } = await signedIn()

  await inTransaction(auth.deps.db, (tx) => disconnect(tx, auth.deps, { clientId: 'bell-img' }))
  await Promise.all([music.hears(1), img.hears(1)])

  for (const { events } of [music.heard[0]!, img.heard[0]!])
    expect(events).toMatchObject({ [denyTokensEvent]: { clientId: 'bell-img', at: auth.clock.now() } })
  expect((await refresh(auth.app, 'img', tokens.img.refresh_token)).status).toBe(400)
  expect((await refresh(auth.app, 'music', tokens.music.refresh_token)).status).toBe(200)
})
