/// <reference lib="dom" />
import { createServer } from 'node:http'
import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { frame, id3v2, join, mp3 } from '../../packages/tags/src/tagged.fixture.ts'
import { signInAsNewOwner } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { song } from '../sounds.ts'
import { addFiles } from '../tones.ts'

// What a hostile person writes wherever something can be written, and what a hostile page of another port (which
// counts as the same site, so that cookies travel) tries in the browser of someone who is signed in.

let bell: Bell
let context: BrowserContext
let page: Page
const ids: Record<'artist' | 'track' | 'album' | 'shared' | 'image' | 'client', string> = {} as never

const evilPort = 21_904
const evil = createServer((request, response) => {
  const { searchParams } = new URL(request.url!, 'http://evil.test')
  const frames = searchParams
    .getAll('frame')
    .map((address) => `<iframe src="${address.replaceAll('&', '&amp;')}"></iframe>`)
  response.setHeader('content-type', 'text/html').end(`<!doctype html><title>evil</title>${frames.join('')}`)
})

/** Markup and script in one line, told apart by its mark. */
const hostile = (mark: string) => `${mark}"'><img src=x onerror="ran('${mark}')"><script>ran('${mark}')</script>`

const faults: string[] = []

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(21_900)
  await new Promise<void>((resolve) => evil.listen(evilPort, resolve))
  context = await browser.newContext()
  await context.exposeFunction('ran', (mark: string) => void faults.push(`${mark} ran`))
  await context.exposeFunction('violates', (what: string) => void faults.push(what))
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      ;(window as unknown as { violates(what: string): void }).violates(`${violatedDirective} ${blockedURI} ${sample}`)
    })
  })
  page = await signInAsNewOwner(context, bell)
  page.on('dialog', (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  for (const product of [bell.auth, bell.img]) await page.goto(`${product}/session/login?returnTo=/`)
  await plant()
})

test.afterAll(async () => {
  await bell.stop()
  evil.close()
})

/** What a page of the product sends with a call of its API. */
async function authorized(product: string) {
  const headers = { origin: product, 'x-requested-with': 'bell' }
  const session = await (await context.request.post(`${product}/session/refresh`, { headers })).json()
  return { authorization: `Bearer ${session.accessToken}` }
}

async function send(product: string, method: 'POST' | 'PATCH', path: string, data: unknown, type = 'application/json') {
  const headers = { ...(await authorized(product)), 'content-type': type }
  const answer = await context.request.fetch(product + path, { method, headers, data: data as object })
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
  return answer.status() === 204 ? {} : ((await answer.json()) as Record<string, string>)
}

async function plant() {
  await send(bell.auth, 'PATCH', '/api/account', { name: hostile('person').slice(0, 80) })
  const app = { kind: 'server', name: hostile('app').slice(0, 80), redirectUris: ['https://app.example/cb'] }
  ids.client = (await send(bell.auth, 'POST', '/api/clients', { ...app, scopes: ['music:read'] }))['id']!
  ids.artist = (
    await send(bell.music, 'POST', '/api/artists', {
      name: hostile('artist'),
      otherNames: [{ language: 'ko', name: hostile('other') }],
      biography: hostile('biography'),
      links: [{ url: `https://example.org/"onmouseover="ran(1)"x='` }],
    })
  )['id']!
  const detail = {
    title: hostile('title'),
    artistName: hostile('artist'),
    album: hostile('record'),
    albumArtist: hostile('artist'),
    genre: hostile('genre'),
    visibility: 'public',
  }
  ids.track = (await addFiles(page, bell, [{ name: `${hostile('file')}.wav`, bytes: song(1), detail }])).ids[0]!
  const picture = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.getContext('2d')!.fillRect(0, 0, 90, 90)
    return canvas.toDataURL('image/png').split(',')[1]!
  })
  ids.image = (await send(bell.img, 'POST', '/api/images', Buffer.from(picture, 'base64'), 'image/png'))['id']!
  await send(bell.img, 'PATCH', `/api/images/${ids.image}`, { title: hostile('picture'), caption: hostile('caption') })
  const album = { title: hostile('album'), description: hostile('description'), visibility: 'public' }
  const made = await send(bell.img, 'POST', '/api/albums', album)
  ids.album = made['id']!
  ids.shared = made['publicId']!
  await send(bell.img, 'POST', `/api/albums/${ids.album}/images`, { imageIds: [ids.image] })
}

/** That nothing of what was written became more than text, and no policy had to step in. */
async function expectOnlyText(...marks: string[]) {
  for (const mark of marks) await expect(page.getByText(`${mark}"'><img`).first()).toBeAttached()
  expect(await page.locator('img[src="x"], img[onerror], [onmouseover], body script').count()).toBe(0)
  expect(await page.locator('a[href^="javascript:" i], a[href^="data:" i], iframe').count()).toBe(0)
  expect(faults).toEqual([])
}

test('what a hostile person writes is text on every page of MusicBell', async () => {
  const places: [path: string, ...marks: string[]][] = [
    ['/', 'title'],
    ['/library', 'title', 'artist', 'record'],
    ['/artists', 'artist'],
    [`/artists/${ids.artist}`, 'artist', 'biography'],
    ['/albums', 'record'],
    [`/tracks/${ids.track}`, 'title', 'genre'],
    [`/search?q=${encodeURIComponent(hostile('title'))}`, 'title'],
  ]
  for (const [path, ...marks] of places) {
    await page.goto(bell.music + path)
    await expectOnlyText(...marks)
  }
  await page.goto(`${bell.music}/artists/${ids.artist}`)
  await expect(page.getByRole('link', { name: 'example.org' })).toHaveAttribute('href', /^https:\/\/example\.org\//)
})

test('tags and names of files that are chosen are text before a byte is sent', async () => {
  const utf8 = (text: string) => frame(3, Buffer.from(text))
  const tags: [string, Uint8Array][] = [
    ['TIT2', utf8(hostile('tag'))],
    ['TPE1', utf8(hostile('singer'))],
    ['TALB', utf8(hostile('disc'))],
  ]
  const buffer = Buffer.from(join(id3v2(4, tags), ...Array.from({ length: 20 }, mp3)))
  const name = `${hostile('chosen').replaceAll('/', '')}.mp3`

  await page.goto(`${bell.music}/upload`)
  await page.locator('input[type=file]').first().setInputFiles({ name, mimeType: 'audio/mpeg', buffer })

  await expect(page.getByRole('textbox', { name: /^Title of chosen/ })).toHaveValue(hostile('tag'))
  await expectOnlyText()
})

test('it is text on every page of ImgBell and AuthBell, and where another app asks for consent', async () => {
  for (const [address, ...marks] of [
    [bell.img, 'album'],
    [`${bell.img}/albums/${ids.album}`, 'album', 'description'],
    [`${bell.img}/albums/${ids.album}/${ids.image}`, 'picture'],
    [`${bell.img}/shared/${ids.shared}`, 'album'],
    [`${bell.auth}/people`, 'person'],
    [`${bell.auth}/apps`, 'app'],
    [consentAddress(), 'app', 'person'],
  ] as [string, ...string[]][]) {
    await page.goto(address)
    await expectOnlyText(...marks)
  }
})

test('what stands in an address is text, too, and never where one is sent', async () => {
  const script = encodeURIComponent('javascript:ran("address")')
  const markup = encodeURIComponent(hostile('address'))
  for (const address of [
    `${bell.music}/?signInError=${markup}`,
    `${bell.music}/session/login?returnTo=${script}`,
    `${bell.auth}/sign-in?interaction=${markup}`,
    `${bell.auth}/consent?interaction=${markup}`,
    `${bell.auth}/device?user_code=${markup}`,
    `${bell.auth}/setup?returnTo=${script}#${markup}`,
    `${bell.auth}/oidc/auth?client_id=${markup}&redirect_uri=${script}`,
    `${bell.img}/shared/${markup}`,
  ]) {
    await page.goto(address)
    await expect(page.locator('h1, main').first()).toBeVisible()
    expect(new URL(page.url()).hostname).toBe('localhost')
    await expectOnlyText()
  }
})

test('no token is where a script could find it after the page', async () => {
  for (const product of [bell.music, bell.img, bell.auth]) {
    await page.goto(product)
    await expect(page.locator('main').first()).toBeVisible()
    const found = await page.evaluate(async () => ({
      stored: JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
      cookies: document.cookie,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
    }))
    expect(found).toEqual({
      stored: expect.not.stringContaining('eyJ'),
      cookies: '',
      databases: 0,
      caches: 0,
    })
  }
  for (const { name, value, httpOnly } of await context.cookies()) {
    expect(httpOnly, name).toBe(true)
    expect(value, name).not.toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/)
  }
})

function consentAddress() {
  const query = new URLSearchParams({
    client_id: ids.client,
    redirect_uri: 'https://app.example/cb',
    response_type: 'code',
    scope: 'openid music:read',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  })
  return `${bell.auth}/oidc/auth?${query.toString()}`
}

test('no page of another port frames the pages that ask for something', async () => {
  const signIn = `${bell.music}/session/login?returnTo=/`
  const asking = [
    bell.auth,
    signIn,
    consentAddress(),
    `${bell.auth}/oidc/session/end`,
    `${bell.auth}/device`,
    bell.music,
  ]
  const query = new URLSearchParams(asking.map((address) => ['frame', address]))

  await page.goto(`http://localhost:${evilPort}/?${query.toString()}`)

  const shown = () =>
    page
      .frames()
      .slice(1)
      .map((each) => each.url())
  await expect.poll(shown).toEqual(asking.map(() => 'chrome-error://chromewebdata/'))
  faults.length = 0
})

test('neither a page of ImgBell nor one of another port reads or uses MusicBell’s session', async () => {
  for (const place of [bell.img, `http://localhost:${evilPort}/`]) {
    await page.goto(place)
    const outcomes = await page.evaluate(async (music) => {
      const results: string[] = []
      for (const path of ['/session/refresh', '/session/logout']) {
        for (const init of [
          { headers: { 'x-requested-with': 'bell' } },
          {},
          { mode: 'no-cors' },
          { mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body: '{}' },
        ] as RequestInit[]) {
          const answer = await fetch(music + path, { method: 'POST', credentials: 'include', ...init }).catch(
            () => undefined,
          )
          results.push(answer ? `${answer.type} ${await answer.text()}` : 'refused')
        }
      }
      return results
    }, bell.music)

    for (const outcome of outcomes) expect(outcome).toMatch(/^(refused|opaque )$/)
    await page.evaluate((music) => {
      const form = document.createElement('form')
      Object.assign(form, { method: 'post', action: `${music}/session/logout` })
      document.body.append(form)
      form.submit()
    }, bell.music)
    await expect(page.locator('body')).toContainText('foreign_request')
    expect(await authorized(bell.music)).toEqual({ authorization: expect.stringMatching(/^Bearer eyJ/) })
  }
})
