/// <reference lib="dom" />
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { owner, signInAsNewOwner, signInEverywhere } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { songs } from '../songs.ts'

// Every page at two widths, in both themes and three languages: axe finds nothing, nothing is wider than the screen.
// The pictures in results/pages are for people to look at.

const pictures = join(import.meta.dirname, '../results/pages')
const looks = [
  { theme: 'dark', language: 'en', width: 1440, height: 900 },
  { theme: 'light', language: 'ko', width: 1440, height: 900 },
  { theme: 'light', language: 'en', width: 390, height: 844 },
  { theme: 'dark', language: 'ja', width: 390, height: 844 },
  { theme: 'dark', language: 'ko', width: 390, height: 844 },
  { theme: 'light', language: 'ja', width: 1440, height: 900 },
] as const
type Look = (typeof looks)[number]

interface Place {
  name: string
  address(bell: Bell): string
  /** What a person does there before it is looked at. */
  first?(page: Page): Promise<unknown>
}

const signedOut: Place[] = [
  { name: 'music-welcome', address: ({ music }) => music },
  { name: 'music-setup', address: ({ music }) => `${music}/setup#token` },
  { name: 'auth-sign-in', address: ({ music }) => `${music}/session/login` },
  { name: 'auth-join', address: ({ auth }) => `${auth}/join#token` },
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
  { name: 'music-track', address: ({ music }) => `${music}/tracks/${trackId}` },
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
  { name: 'music-deleted', address: ({ music }) => `${music}/deleted` },
  { name: 'music-settings', address: ({ music }) => `${music}/settings` },
  { name: 'music-not-found', address: ({ music }) => `${music}/no/such/page` },
  { name: 'auth-account', address: ({ auth }) => auth },
  { name: 'auth-people', address: ({ auth }) => `${auth}/people` },
  { name: 'auth-keys', address: ({ auth }) => `${auth}/keys` },
  { name: 'img-home', address: ({ img }) => img },
]

let bell: Bell
/** A track of several artists with a cover. */
let trackId: string

test.describe.configure({ mode: 'parallel' })

test.beforeAll(async ({ browser }) => {
  mkdirSync(pictures, { recursive: true })
  // Two looks are taken at a time, each with a server of its own.
  bell = await startBell(4510 + 10 * test.info().parallelIndex)
  const context = await browser.newContext()
  const page = await signInAsNewOwner(context, bell)
  await uploadAll(page)
  await context.close()
})

test.afterAll(() => bell.stop())

async function uploadAll(page: Page) {
  const headers = { origin: bell.music, 'x-requested-with': 'bell' }
  const session = await (await page.request.post(`${bell.music}/session/refresh`, { headers })).json()
  const artist = await page.request.post(`${bell.music}/api/artists`, {
    headers: { authorization: `Bearer ${session.accessToken}` },
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
  const found = await page.request.get(`${bell.music}/api/tracks?q=qu%C3%A9bec`, {
    headers: { authorization: `Bearer ${session.accessToken}` },
  })
  trackId = (await found.json()).items[0].id
  await page.goto(`${bell.music}/library`)
  await page.getByRole('row').nth(1).dblclick()
  await expect(page.getByRole('region', { name: 'Player' }).getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.getByRole('region', { name: 'Player' }).getByRole('button', { name: 'Pause' }).click()
}

for (const look of looks) {
  test(`pages are sound in ${look.theme}, ${look.language}, ${look.width} px`, async ({ browser }) => {
    test.setTimeout(300_000)
    const faults = [
      ...(await inspect(browser, look, signedOut, false)),
      ...(await inspect(browser, look, signedIn, true)),
    ]
    expect(faults).toEqual([])
  })
}

async function inspect(browser: Browser, look: Look, places: Place[], asOwner: boolean) {
  const { theme, language, width, height } = look
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language,
    reducedMotion: 'reduce',
  })
  await context.addInitScript(
    ([chosenTheme, chosenLanguage]) => {
      localStorage.setItem('bell.theme', chosenTheme!)
      localStorage.setItem('bell.language', chosenLanguage!)
    },
    [theme, language],
  )
  if (asOwner) await signInEverywhere(context, bell)
  const faults: string[] = []
  for (const place of places) {
    const page = await context.newPage()
    page.on('pageerror', (error) => faults.push(`${place.name}: ${error.message}`))
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) faults.push(`${place.name}: ${message.text()}`)
    })
    await page.goto(place.address(bell))
    await expect(page.locator('main')).toBeVisible()
    await settled(page)
    if (asOwner) await expect(page.getByRole('button', { name: new RegExp(owner.name) }).first()).toBeVisible()
    await place.first?.(page)
    await settled(page)
    // What is only a moment of a transition passes; what stays is a fault.
    let found: string[] = []
    await expect
      .poll(async () => (found = await faultsOf(page)), { timeout: 5000 })
      .toEqual([])
      .catch(() => {})
    faults.push(...found.map((fault) => `${place.name}: ${fault}`))
    await page.screenshot({ path: join(pictures, `${place.name}-${width}-${theme}-${language}.png`) })
    await page.close()
  }
  await context.close()
  return faults
}

/** No skeleton is left, fonts and pictures are there. The event stream stays open, so the network is never idle. */
async function settled(page: Page) {
  await page.waitForFunction(
    () =>
      document.querySelector('main') !== null &&
      document.querySelectorAll('.animate-pulse').length === 0 &&
      [...document.images].every((image) => image.complete || image.loading === 'lazy'),
  )
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
}

async function faultsOf(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  return overflow > 0 ? [...found, `${overflow} px wider than the screen`] : found
}
