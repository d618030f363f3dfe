/// <reference lib="dom" />
import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { inspectPage, looksOr, openLook } from '../looks.ts'
import { signInAsNewOwner } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { bigWav } from '../sounds.ts'
import { tones } from '../tones.ts'

// What a person sees while it cannot be found out whether they are signed in, and when it can.

let bell: Bell
let context: BrowserContext

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(5970)
  context = await browser.newContext()
  const page = await signInAsNewOwner(context, bell)
  await tones(page, bell, [{ title: 'Alpha', artistName: 'Mina' }])
  await page.goto(`${bell.music}/library`)
  await page.getByRole('row').filter({ hasText: 'Alpha' }).dblclick()
  await expect(player(page)).toContainText('Alpha')
  await page.close()
})

test.afterAll(() => bell.stop())

const refresh = '**/session/refresh'
const player = (page: Page) => page.getByRole('region', { name: 'Player' })
const away = (page: Page) => page.getByRole('heading', { name: 'The server does not answer', level: 1 })

test('a page that is opened while the network is away waits, and is then what was asked for', async () => {
  const page = await context.newPage()
  await page.route(refresh, (route) => route.abort())
  await page.goto(`${bell.music}/library?sort=title`)
  await expect(away(page)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign in' })).toHaveCount(0)

  await page.unroute(refresh)
  await expect(page.getByRole('row').filter({ hasText: 'Alpha' })).toBeVisible()
  await expect(away(page)).toBeHidden()
  await expect(player(page), 'what was playing is there again').toContainText('Alpha')
  expect(page.url()).toBe(`${bell.music}/library?sort=title`)
  await page.close()
})

test('so does one whose server cannot say, which can be asked at once', async () => {
  for (const [origin, mine] of [
    [bell.music, 'Library'],
    [bell.img, 'Albums'],
    [bell.auth, 'Your account'],
  ] as const) {
    const page = await context.newPage()
    await page.goto(`${origin}/session/login?returnTo=/`)
    await page.waitForURL(`${origin}/`)
    await page.route(refresh, (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        json: { status: 503, code: 'auth_unavailable' },
      }),
    )
    await page.clock.install()
    await page.goto(origin)
    await expect(away(page)).toBeVisible()
    // Its own next look is later than that, and does not come while its clock stands.
    await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000)
    await page.unroute(refresh)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.clock.resume()
    await expect(page.getByText(mine, { exact: true }).first()).toBeVisible({ timeout: 3000 })
    await page.close()
  }
})

test('who is here already keeps the page, the files and the sound', async () => {
  const page = await context.newPage()
  await page.clock.install()
  await page.goto(`${bell.music}/upload`)
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'one.wav', mimeType: '', buffer: bigWav(1, 16_000) })
  const row = page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: 'Choose one.wav' }) })
  await row.getByLabel('Title of one.wav').fill('Dusk')
  await page.route(refresh, (route) => route.abort())
  const asked = page.waitForRequest(refresh)
  await page.clock.fastForward('10:00')
  await asked
  await page.getByRole('button', { name: 'Upload 1 track' }).click()
  await expect(row).toContainText('Waiting for the network')
  await expect(away(page)).toBeHidden()
  await expect(player(page)).toContainText('Alpha')

  await page.unroute(refresh)
  await expect(row).toContainText('Ready', { timeout: 30_000 })
  await expect(row.getByLabel('Title of one.wav')).toHaveValue('Dusk')
  await page.close()
})

test('the page that says so is sound in every look', { tag: '@looks' }, async ({ browser }) => {
  const faults: string[] = []
  for (const look of looksOr([
    { theme: 'light', language: 'ja', width: 1440 },
    { theme: 'dark', language: 'ko', width: 390 },
  ])) {
    const other = await openLook(browser, look)
    const page = await other.newPage()
    await page.route(refresh, (route) => route.abort())
    await page.goto(bell.music)
    await expect(page.getByRole('alert').getByRole('heading', { level: 1 })).toBeVisible()
    faults.push(...(await inspectPage(page, 'unreachable', look)))
    await other.close()
  }
  expect(faults).toEqual([])
})
