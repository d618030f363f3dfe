/// <reference lib="dom" />
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type BrowserContext, type Page, type Response } from '@playwright/test'
import { owner, signInAsNewOwner, signInEverywhere } from '../people.ts'
import { drop, picture } from '../pictures.ts'
import { startBell, type Bell } from '../server.ts'

let bell: Bell
let context: BrowserContext
/** Another browser of the same person, which stays signed in. */
let elsewhere: BrowserContext

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(21_600)
  context = await browser.newContext()
  elsewhere = await browser.newContext()
  await (await signInAsNewOwner(context, bell)).close()
  await signInEverywhere(elsewhere, bell)
})

test.afterAll(() => bell.stop())

async function open(address: string, where = context) {
  const page = await where.newPage()
  await page.goto(`${address}/session/login?returnTo=/`)
  await page.waitForURL(`${address}/`)
  await expect(accountMenu(page)).toBeVisible()
  return page
}

/** Where all engines and two of each role share the cores, pages are late, not the word: that is timed by `two-processes.test.ts`. */
const soonMs = process.env['BELL_ON_ENGINES'] ? 10_000 : 2000
const accountMenu = (page: Page) => page.getByRole('button', { name: owner.name })
const notice = (page: Page) => page.getByRole('alertdialog')

/** @returns when the page sent the sign-out, in ms */
async function signOut(page: Page) {
  await page.bringToFront()
  await accountMenu(page).click()
  const sent = page.waitForRequest((request) => request.url().endsWith('/session/logout')).then(() => Date.now())
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  return sent
}

/** What a page, or someone at the browser's storage panel, can read. */
async function stored(page: Page) {
  const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`)
  const web = await page.evaluate(async () => {
    const databases = await indexedDB.databases()
    const entries = [localStorage, sessionStorage].flatMap((storage) => Object.entries(storage))
    return JSON.stringify([entries, databases, await caches.keys(), document.cookie])
  })
  return [...cookies, web].join('\n')
}

test('signed in on one, known on the other; no access token is in any cookie or storage', async () => {
  const tokens: string[] = []
  const keep = async (response: Response) => {
    if (!response.url().endsWith('/session/refresh') || !response.ok()) return
    // The body of a page that was left meanwhile cannot be read any more.
    const body = await response.json().catch(() => undefined)
    if (body) tokens.push((body as { accessToken: string }).accessToken)
  }
  context.on('response', keep)
  const music = await open(bell.music)
  const img = await open(bell.img)
  await expect.poll(() => tokens.length).toBeGreaterThan(1)

  for (const page of [music, img]) {
    const everything = await stored(page)
    for (const token of tokens) expect(everything).not.toContain(token.split('.')[2]!)
    expect(everything).not.toContain('at+jwt')
    expect(everything).not.toContain(owner.email)
    await page.close()
  }
  context.off('response', keep)
})

test('signed out on one, every tab of both says within two seconds that the session has ended, and keeps nothing', async () => {
  const streams = new Set<string>()
  context.on('response', (response) => {
    if (response.url().endsWith('/api/events')) streams.add(new URL(response.url()).origin)
  })
  const tabs = [await open(bell.music), await open(bell.music), await open(bell.auth)]
  const [firstTab] = tabs as [Page]
  const stranger = await open(bell.music, elsewhere)
  const img = await open(bell.img)
  await expect.poll(() => streams.size).toBe(3)

  const from = await signOut(img)
  await Promise.all(tabs.map((tab) => expect(notice(tab)).toBeVisible()))
  expect(Date.now() - from).toBeLessThan(soonMs)

  for (const tab of tabs) await expect(accountMenu(tab)).toHaveCount(0)
  await expect(firstTab.locator('body')).not.toContainText(owner.name)
  expect((await new AxeBuilder({ page: firstTab }).analyze()).violations).toEqual([])
  expect(await stored(firstTab)).not.toContain(owner.email)
  await expect(accountMenu(stranger)).toBeVisible()
  const headers = { origin: bell.music, 'x-requested-with': 'bell' }
  expect((await elsewhere.request.post(`${bell.music}/session/refresh`, { headers })).status()).toBe(200)
  expect((await context.request.post(`${bell.music}/session/refresh`, { headers })).status()).toBe(401)

  await firstTab.bringToFront()
  await notice(firstTab).getByRole('button', { name: 'Sign in' }).click()
  await firstTab.waitForURL(/\/sign-in\?interaction=/)
  for (const page of [...tabs, img, stranger]) await page.close()
})

test('what only the person may see is not in the browser’s cache any more once they have signed out', async () => {
  await signInEverywhere(context, bell)
  const page = await open(bell.img)
  await drop(page, [{ name: 'Secret.png', bytes: picture(1, 300, 200) }])
  await expect(page.getByRole('region', { name: 'Uploads' })).toContainText('1 picture added')
  await page.getByRole('link', { name: 'All pictures' }).first().click()
  const shown = page.locator('[data-picture] img')
  await expect.poll(() => shown.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0)
  const address = await shown.evaluate((image) => (image as HTMLImageElement).currentSrc)
  const isCached = (of: Page) =>
    of.evaluate(async (url) => {
      const init = { cache: 'only-if-cached', mode: 'same-origin', headers: { accept: '*/*' } } as const
      return fetch(url, init).then(
        (answer) => answer.ok,
        () => false,
      )
    }, address)
  expect(await page.evaluate(async (url) => (await fetch(url)).ok, address)).toBe(true)
  expect(await isCached(page)).toBe(true)

  const other = await open(bell.music)
  await signOut(other)

  await expect(notice(page)).toBeVisible()
  await expect.poll(() => isCached(page)).toBe(false)
  await page.close()
  await other.close()
})

test('a sign-out that does not reach the server says that one is still signed in', async () => {
  await signInEverywhere(context, bell)
  const page = await open(bell.img)
  await page.route('**/session/logout', (route) => route.abort())
  await accountMenu(page).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()

  await expect(page.getByText('You are still signed in')).toBeVisible()

  await expect(accountMenu(page)).toBeVisible()
  await page.unroute('**/session/logout')
  await signOut(page)
  await expect(accountMenu(page)).toHaveCount(0)
  await page.waitForURL(`${bell.img}/`)
  await page.close()
})

test('a page of ImgBell reads nothing of MusicBell’s session', async () => {
  await signInEverywhere(context, bell)
  const img = await open(bell.img)

  const answer = await img.evaluate(async (address) => {
    const how = { method: 'POST', credentials: 'include', headers: { 'X-Requested-With': 'bell' } } as const
    return fetch(address, how).then(
      (response) => response.text(),
      (error: Error) => error.name,
    )
  }, `${bell.music}/session/refresh`)

  expect(answer).toBe('TypeError')
  await img.close()
})

test('one ends another device from the account’s page, which says so there', async () => {
  const page = await open(bell.auth)
  const music = await open(bell.music, elsewhere)
  const devices = page.getByRole('list', { name: 'These devices' })
  await expect(devices.getByRole('listitem')).toHaveCount(2)
  await expect(devices.getByText('This device')).toHaveCount(1)
  expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([])

  await devices.getByRole('button', { name: /^Sign out / }).click()

  await expect(notice(music)).toBeVisible({ timeout: 4000 })
  await expect(devices.getByRole('listitem')).toHaveCount(1)
  await expect(accountMenu(page)).toBeVisible()
})
