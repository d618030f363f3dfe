/// <reference lib="dom" />
import { expect, test, type Browser, type Page } from '@playwright/test'
import { inspectPage, looksOr, openLook, settled, type Look } from '../looks.ts'
import { joinByInvitation, owner, signInAsNewOwner, signInEverywhere } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { songs } from '../songs.ts'
import { song } from '../sounds.ts'
import { addFiles } from '../tones.ts'
import en from '../../apps/music-web/src/i18n/en.json' with { type: 'json' }
import ja from '../../apps/music-web/src/i18n/ja.json' with { type: 'json' }
import ko from '../../apps/music-web/src/i18n/ko.json' with { type: 'json' }

// Every page at two widths, in both themes and three languages: axe finds nothing, nothing is wider than the screen.

const words = { en, ja, ko }
const looks = looksOr([
  { theme: 'dark', language: 'en', width: 1440 },
  { theme: 'light', language: 'ko', width: 1440 },
  { theme: 'light', language: 'en', width: 390 },
  { theme: 'dark', language: 'ja', width: 390 },
  { theme: 'dark', language: 'ko', width: 390 },
  { theme: 'light', language: 'ja', width: 1440 },
])

interface Place {
  name: string
  address(bell: Bell): string
  /** What a person does there before it is looked at. */
  first?(page: Page): Promise<unknown>
  /** Where the window is not so, it is not there. */
  only?: 'wide' | 'narrow'
}

const signedOut: Place[] = [
  { name: 'music-welcome', address: ({ music }) => music },
  { name: 'music-setup', address: ({ music }) => `${music}/setup#token` },
  { name: 'auth-sign-in', address: ({ music }) => `${music}/session/login` },
  { name: 'auth-forgot', address: ({ auth }) => `${auth}/forgot` },
  { name: 'auth-reset', address: ({ auth }) => `${auth}/reset#token` },
  { name: 'auth-device', address: ({ auth }) => `${auth}/device` },
  { name: 'auth-join', address: ({ auth }) => `${auth}/join#token` },
  { name: 'auth-deleted', address: ({ auth }) => `${auth}/deleted?until=2999-01-01T00:00:00Z` },
  { name: 'auth-signed-out', address: ({ auth }) => `${auth}/signed-out` },
  { name: 'img-welcome', address: ({ img }) => img },
]

const signedIn: Place[] = [
  { name: 'music-home', address: ({ music }) => music },
  { name: 'music-library', address: ({ music }) => `${music}/library` },
  {
    name: 'music-chosen',
    address: ({ music }) => `${music}/library?sort=title`,
    first: async (page) => {
      await page.locator('[data-row]').first().focus()
      await page.keyboard.press('ControlOrMeta+a')
    },
  },
  { name: 'music-library-none', address: ({ music }) => `${music}/library?filter=${encodeURIComponent('["drafts"]')}` },
  { name: 'music-albums', address: ({ music }) => `${music}/albums` },
  {
    name: 'music-album',
    address: ({ music }) => `${music}/albums`,
    first: async (page) => {
      await page.locator('main a[href^="/albums/"]').first().click()
      await expect(page.locator('main [data-row]').first()).toBeVisible()
    },
  },
  {
    name: 'music-album-discs',
    address: ({ music }) => `${music}/albums`,
    first: async (page) => {
      await page.locator('main a[href^="/albums/"]').filter({ hasText: 'Three evenings' }).click()
      await expect(page.locator('main section h2')).toHaveCount(2)
    },
  },
  { name: 'music-track', address: ({ music }) => `${music}/tracks/${trackId}` },
  { name: 'music-track-failed', address: ({ music }) => `${music}/tracks/${failedId}` },
  {
    name: 'music-track-edit',
    address: ({ music }) => `${music}/tracks/${trackId}`,
    first: async (page) => {
      await page.locator('main button:has(.lucide-pencil-line)').click()
      await expect(page.getByRole('dialog').locator('form')).toBeVisible()
    },
  },
  { name: 'music-track-gone', address: ({ music }) => `${music}/tracks/00000000-0000-7000-8000-00000000dead` },
  {
    name: 'music-palette',
    address: ({ music }) => music,
    first: async (page) => {
      await page.keyboard.press('/')
      await page.getByRole('combobox').fill('a')
      await expect(page.getByRole('option').first()).toBeVisible()
    },
  },
  { name: 'music-artists', address: ({ music }) => `${music}/artists` },
  {
    name: 'music-artist',
    address: ({ music }) => `${music}/artists`,
    first: async (page) => {
      await page.locator('main a[href^="/artists/"]').first().click()
      await expect(page.getByRole('heading', { name: 'Zoë Łukasz', level: 1 })).toBeVisible()
    },
  },
  { name: 'music-search', address: ({ music }) => `${music}/search?q=a` },
  {
    name: 'music-upload',
    address: ({ music }) => `${music}/upload`,
    first: (page) => page.locator('input[type=file]').first().setInputFiles(songs.slice(0, 3)),
  },
  {
    name: 'music-upload-bulk',
    address: ({ music }) => `${music}/upload`,
    first: async (page) => {
      const bad = { name: 'nothing.mp3', mimeType: 'audio/mpeg', buffer: Buffer.alloc(0) }
      const good = { name: 'new.wav', mimeType: 'audio/wav', buffer: song(99) }
      await page.locator('input[type=file]').first().setInputFiles([good, bad])
      await page.getByRole('button', { name: (await wordsOf(page)).upload.editAll, exact: true }).click()
      await page.getByRole('dialog').getByRole('switch').click()
    },
  },
  { name: 'music-deleted', address: ({ music }) => `${music}/deleted` },
  {
    name: 'music-purge',
    address: ({ music }) => `${music}/deleted`,
    first: (page) => page.locator('main li button').last().click(),
  },
  { name: 'music-settings', address: ({ music }) => `${music}/settings` },
  { name: 'music-keys', address: ({ music }) => `${music}/settings`, first: (page) => page.keyboard.press('?') },
  { name: 'music-full-player', address: ({ music }) => `${music}/settings`, first: openFullPlayer },
  {
    name: 'music-full-queue',
    address: ({ music }) => `${music}/settings`,
    first: (page) => openPane(page, 1),
    only: 'narrow',
  },
  {
    name: 'music-full-recent',
    address: ({ music }) => `${music}/settings`,
    first: (page) => openPane(page, 2),
    only: 'narrow',
  },
  {
    name: 'music-recent',
    address: ({ music }) => `${music}/settings`,
    first: (page) => page.locator('section').getByRole('tab').nth(1).click(),
    only: 'wide',
  },
  { name: 'music-not-found', address: ({ music }) => `${music}/no/such/page` },
  { name: 'auth-account', address: ({ auth }) => auth },
  {
    name: 'auth-account-delete',
    address: ({ auth }) => auth,
    first: async (page) => {
      await page.locator('main button:has(.lucide-trash-2)').last().click()
      await expect(page.getByRole('dialog').locator('li').first()).toBeVisible()
    },
  },
  { name: 'auth-people', address: ({ auth }) => `${auth}/people` },
  { name: 'auth-keys', address: ({ auth }) => `${auth}/keys` },
  { name: 'auth-events', address: ({ auth }) => `${auth}/events` },
  { name: 'auth-apps', address: ({ auth }) => `${auth}/apps` },
  {
    name: 'auth-audit',
    address: ({ auth }) => `${auth}/audit`,
    first: (page) => page.locator('main summary').nth(1).click(),
  },
  {
    name: 'auth-person',
    address: ({ auth }) => `${auth}/people`,
    first: async (page) => {
      await page.locator('main li').filter({ hasText: listener.email }).locator('[aria-haspopup=dialog]').click()
      await expect(page.getByRole('dialog').locator('dd').first()).toBeVisible()
    },
  },
  {
    name: 'auth-invitations',
    address: ({ auth }) => `${auth}/people`,
    first: (page) => page.getByRole('tab').last().click(),
  },
  {
    name: 'auth-invite',
    address: ({ auth }) => `${auth}/people`,
    first: (page) => page.locator('main button:has(.lucide-mail-plus)').click(),
  },
  {
    name: 'auth-person-delete',
    address: ({ auth }) => `${auth}/people`,
    first: async (page) => {
      await page.locator('main li').filter({ hasText: listener.email }).locator('[aria-haspopup=dialog]').click()
      await page.getByRole('dialog').locator('li button').last().click()
      await expect(page.getByRole('dialog').locator('li').first()).toBeVisible()
    },
  },
  { name: 'auth-consent', address: ({ auth }) => `${auth}/oidc/auth?${consentQuery}` },
  { name: 'img-home', address: ({ img }) => img },
]

/** What the page says in its language. */
async function wordsOf(page: Page) {
  return words[(await page.locator('html').getAttribute('lang')) as keyof typeof words]
}

async function openFullPlayer(page: Page) {
  await page
    .getByRole('button', { name: (await wordsOf(page)).player.expand })
    .first()
    .click()
  await expect(page.getByRole('dialog')).toBeVisible()
}

async function openPane(page: Page, pane: number) {
  await openFullPlayer(page)
  await page.getByRole('dialog').getByRole('radio').nth(pane).click()
  const shown = page.getByRole('dialog').locator('.snap-center').nth(pane)
  await expect(shown).toBeInViewport()
  await expect(shown).not.toHaveAttribute('inert')
}

let bell: Bell
/** A track of several artists with a cover. */
let trackId: string
let failedId: string
/** Asks for the consent of whoever is signed in. */
let consentQuery: URLSearchParams
const listener = { name: '유카리', email: 'yukari@example.org', password: 'paper boats at noon' }

test.describe.configure({ mode: 'parallel' })

test.beforeAll(async ({ browser }) => {
  // Two looks are taken at a time, each with a server of its own.
  bell = await startBell(4510 + 10 * test.info().parallelIndex)
  const context = await browser.newContext()
  const page = await signInAsNewOwner(context, bell)
  await prepare(page)
  await context.close()
})

test.afterAll(() => bell.stop())

/** Music of every kind that a page shows otherwise, something deleted, and someone else who has an account. */
async function prepare(page: Page) {
  const headers = await tokenHeaders(page, bell.music)
  const artist = await page.request.post(`${bell.music}/api/artists`, {
    headers,
    data: {
      name: 'Zoë Łukasz',
      biography: 'Sings where two rivers meet.',
      links: [{ kind: 'website', url: 'https://zoe.example' }],
    },
  })
  expect(artist.status()).toBe(201)
  await page.goto(`${bell.music}/upload`)
  await page.locator('input[type=file]').first().setInputFiles(songs)
  await page.getByRole('button', { name: `Upload ${songs.length} tracks` }).click()
  await expect(page.getByText('Ready', { exact: true })).toHaveCount(songs.length, { timeout: 60_000 })
  const found = await page.request.get(`${bell.music}/api/tracks?q=qu%C3%A9bec`, { headers })
  trackId = (await found.json()).items[0].id

  const discs = [1, 2, 2].map((discNumber, n) => ({
    name: `disc-${n}.wav`,
    bytes: song(n),
    detail: { title: `Evening ${n}`, album: 'Three evenings', artistName: '하루', discNumber, trackNumber: n + 1 },
  }))
  await addFiles(page, bell, discs, songs.length)
  const spare = [{ name: 'spare.wav', bytes: song(50), detail: { title: 'Left over' } }]
  const [deletedId] = (await addFiles(page, bell, spare, songs.length + discs.length)).ids
  expect((await page.request.delete(`${bell.music}/api/tracks/${deletedId}`, { headers })).status()).toBe(204)
  // One that fails is none of the tracks that can be played.
  const bad = [{ name: 'noise.mp3', bytes: Buffer.from('no music at all'.repeat(100)), detail: { title: 'Noise' } }]
  failedId = (await addFiles(page, bell, bad, songs.length + discs.length - bad.length)).ids[0]!

  await page.goto(`${bell.auth}/session/login?returnTo=/`)
  const redirectUri = 'https://setlist.example/callback'
  const app = await page.request.post(`${bell.auth}/api/clients`, {
    headers: await tokenHeaders(page, bell.auth),
    data: { kind: 'server', name: 'Setlist', redirectUris: [redirectUri], scopes: ['music:read', 'img:write'] },
  })
  expect(app.status(), await app.text()).toBe(201)
  consentQuery = new URLSearchParams({
    client_id: (await app.json()).id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email offline_access music:read img:write',
    prompt: 'consent',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  })

  const strangers = await page.context().browser()!.newContext()
  await joinByInvitation(page, strangers, bell, listener, { role: 'listener', maxUses: 2 })
  await strangers.close()

  await page.goto(`${bell.music}/library`)
  await page.getByRole('row').nth(1).dblclick()
  await expect(page.getByRole('region', { name: 'Player' }).getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.getByRole('region', { name: 'Player' }).getByRole('button', { name: 'Pause' }).click()
}

async function tokenHeaders(page: Page, origin: string) {
  const headers = { origin, 'x-requested-with': 'bell' }
  const session = await (await page.request.post(`${origin}/session/refresh`, { headers })).json()
  return { authorization: `Bearer ${session.accessToken}` }
}

for (const look of looks) {
  test(
    `pages are sound in ${look.theme}, ${look.language}, ${look.width} px`,
    { tag: '@looks' },
    async ({ browser }) => {
      test.setTimeout(300_000)
      const faults = [
        ...(await inspect(browser, look, signedOut, false)),
        ...(await inspect(browser, look, signedIn, true)),
      ]
      expect(faults).toEqual([])
    },
  )
}

async function inspect(browser: Browser, look: Look, places: Place[], asOwner: boolean) {
  const context = await openLook(browser, look)
  if (asOwner) await signInEverywhere(context, bell)
  const faults: string[] = []
  const page = await context.newPage()
  let at = ''
  page.on('pageerror', (error) => faults.push(`${at}: ${error.message}`))
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(`${at}: ${message.text()}`)
  })
  // Files that were chosen and not sent would hold the page back.
  page.on('dialog', (dialog) => void dialog.accept())
  const here = look.width < 768 ? 'narrow' : 'wide'
  for (const place of places.filter(({ only }) => !only || only === here)) {
    at = place.name
    await page.goto(place.address(bell))
    await expect(page.locator('main')).toBeVisible()
    await settled(page)
    if (asOwner && place.name !== 'auth-consent')
      await expect(page.getByRole('button', { name: new RegExp(owner.name) }).first()).toBeVisible()
    await place.first?.(page)
    faults.push(...(await inspectPage(page, place.name, look)))
  }
  await context.close()
  return faults
}
