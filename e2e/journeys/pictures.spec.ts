/// <reference lib="dom" />
import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { expectNoFaults } from '../faults.ts'
import { inspectPage, looksOr, openLook } from '../looks.ts'
import { signInAsNewOwner, signInEverywhere } from '../people.ts'
import { drop, picture } from '../pictures.ts'
import { startBell, type Bell } from '../server.ts'

let bell: Bell
let context: BrowserContext
let page: Page
/** Someone without an account, in a browser of their own. */
let guest: Page
let albumAddress: string
let link: string

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(21340)
  context = await browser.newContext()
  page = await signInAsNewOwner(context, bell)
  await page.goto(`${bell.img}/session/login?returnTo=/`)
  await page.waitForURL(`${bell.img}/`)
  guest = await (await browser.newContext()).newPage()
})

test.afterAll(() => bell.stop())

const main = () => page.getByRole('main')
const pictures = (of = page) => of.locator('[data-picture] a')
const names = (of = page) =>
  of.locator('[data-picture] img').evaluateAll((images) => images.map((image) => (image as HTMLImageElement).alt))
const tray = () => page.getByRole('region', { name: 'Uploads' })
const viewer = (of = page) => of.getByRole('dialog')
test('an album is made, and pictures dropped on it are in it; what is none says why by name', async () => {
  await expect(main().getByRole('heading', { name: 'No albums yet' })).toBeVisible()
  await main().getByRole('button', { name: 'New album' }).first().click()
  await page.getByLabel('Title').fill('Low tide')
  await page.keyboard.press('Enter')
  await expect(main().getByRole('heading', { name: 'Low tide', level: 1 })).toBeVisible()
  albumAddress = page.url()

  const good = Array.from({ length: 7 }, (_, n) => ({ name: `Shore ${n + 1}.png`, bytes: picture(n) }))
  await drop(page, [
    ...good,
    { name: 'cut.png', bytes: picture(50, 400, 300).subarray(0, 600) },
    { name: 'drawing.svg', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>') },
    { name: 'nothing.jpg', bytes: Buffer.alloc(0) },
  ])

  await expect(tray()).toContainText('7 pictures added')
  await expect(tray()).toContainText('3 files have a problem')
  const row = (name: string) => tray().getByRole('listitem').filter({ hasText: name })
  await expect(row('cut.png')).toContainText('It is damaged')
  await expect(row('drawing.svg')).toContainText('SVG drawings are not taken')
  await expect(row('nothing.jpg')).toContainText('The file is empty')
  await expect(pictures()).toHaveCount(7)
  await expect(main()).toContainText('7 pictures')
  await expectNoFaults(page)
  await tray().getByRole('button', { name: 'Put away' }).click()
})

test('the order is changed by keyboard and by hand, and stays', async () => {
  const wanted = (...order: number[]) => order.map((n) => `Shore ${n}`)
  await page.reload()
  await expect.poll(names).toEqual(wanted(1, 2, 3, 4, 5, 6, 7))
  await pictures().first().focus()
  // As quickly as a busy machine's keyboard: the second comes right behind the first.
  await page.evaluate(async () => {
    for (let n = 0; n < 2; n++) {
      const key = new KeyboardEvent('keydown', { key: 'ArrowRight', altKey: true, bubbles: true, cancelable: true })
      document.activeElement!.dispatchEvent(key)
      await scheduler.postTask(() => {}, { priority: 'user-blocking' })
    }
  })
  await expect.poll(names).toEqual(wanted(2, 3, 1, 4, 5, 6, 7))
  await expect(page.locator(':focus img')).toHaveAttribute('alt', 'Shore 1')

  const from = (await pictures().nth(5).boundingBox())!
  const to = (await pictures().first().boundingBox())!
  await page.mouse.move(from.x + 20, from.y + 30)
  await page.mouse.down()
  await page.mouse.move(to.x + 60, to.y + 30, { steps: 4 })
  await page.mouse.move(to.x + 5, to.y + 30)
  await page.mouse.up()
  await expect.poll(names).toEqual(wanted(6, 2, 3, 1, 4, 5, 7))

  await page.reload()
  await expect.poll(names).toEqual(wanted(6, 2, 3, 1, 4, 5, 7))
})

test('the viewer goes through the album by keyboard, with an address for each, and back to where it was', async () => {
  await pictures().first().focus()
  await page.keyboard.press('Enter')
  await expect(viewer()).toContainText('1 of 7')
  await page.keyboard.press('ArrowRight')
  await expect(viewer()).toContainText('2 of 7')
  await page.keyboard.press('End')
  await expect(viewer()).toContainText('7 of 7')
  await page.keyboard.press('ArrowLeft')
  await expect(viewer()).toContainText('6 of 7')
  expect(page.url()).toMatch(new RegExp(`${albumAddress}/[-0-9a-f]+$`))
  await expectNoFaults(page)

  await page.keyboard.press('i')
  await viewer().getByRole('button', { name: 'Edit: Title' }).click()
  await viewer().getByLabel('Title').fill('The pier')
  await page.keyboard.press('Enter')
  await expect(viewer().getByRole('paragraph').filter({ hasText: 'The pier' }).first()).toBeVisible()
  await page.keyboard.press('Escape')

  await expect(viewer()).toHaveCount(0)
  await expect(page).toHaveURL(albumAddress)
  await expect(page.locator(':focus img')).toHaveAttribute('alt', 'The pier')
})

test('a private album is nobody else’s; by its link it is everyone’s, until it is closed again', async () => {
  const address = await page.locator('[data-picture] img').first().getAttribute('src')
  const image = (await pictures().first().getAttribute('href'))!.split('/').at(-1)
  const foreign = async (path: string) => (await guest.request.get(`${bell.img}${path}`)).status()
  expect(address).toContain('/p/')
  expect(await foreign(`/i/${image}?w=320`)).toBe(404)
  expect(await foreign(`/api/albums/${albumAddress.split('/').at(-1)}`)).toBe(401)
  expect(await foreign(`/api/images/${image}`)).toBe(404)

  await main().getByRole('button', { name: 'Share' }).click()
  await page.getByRole('radio', { name: 'By link' }).click()
  await expect(page.getByRole('dialog')).toContainText('Everyone who has the link sees it')
  await expectNoFaults(page)
  link = await page.getByRole('textbox', { name: 'Link' }).inputValue()
  await guest.goto(link)
  await expect(guest.getByRole('heading', { name: 'Low tide', level: 1 })).toBeVisible()
  await expect(pictures(guest)).toHaveCount(7)
  await expect
    .poll(() =>
      guest
        .locator('[data-picture] img')
        .first()
        .evaluate((image) => (image as HTMLImageElement).naturalWidth),
    )
    .toBeGreaterThan(0)
  await expectNoFaults(guest)
  await pictures(guest).nth(2).click()
  await expect(viewer(guest)).toContainText('3 of 7')
  await guest.keyboard.press('ArrowRight')
  await expect(viewer(guest)).toContainText('4 of 7')
  await expect(viewer(guest).getByRole('button', { name: 'Delete' })).toHaveCount(0)
  const saved = guest.waitForEvent('download')
  await guest.keyboard.press('d')
  expect((await saved).suggestedFilename()).toBe('Shore 1.jpeg')

  await page.getByRole('radio', { name: 'Only me' }).click()
  await expect(page.getByRole('dialog')).toContainText('Nobody but you')
  await page.getByRole('button', { name: 'Done' }).click()
  await guest.goto(link)
  await expect(guest.getByRole('heading', { name: 'Nothing is shared here' })).toBeVisible()
})

test('many are chosen and deleted at once, and one press brings them back where they were', async () => {
  const before = await names()
  await pictures().nth(1).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowRight')
  const bar = page.getByRole('region', { name: 'Chosen pictures' })
  await expect(bar).toContainText('2 chosen')
  await bar.getByRole('button', { name: 'Delete' }).click()
  await expect(pictures()).toHaveCount(5)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(names).toEqual(before)

  await pictures().first().click()
  await viewer().getByRole('button', { name: 'Delete' }).click()
  await expect(viewer()).toContainText('1 of 6')
  await page.goto(`${bell.img}/deleted`)
  await expectNoFaults(page)
  await main()
    .getByRole('button', { name: /^Bring back/ })
    .click()
  await expect(main()).toContainText('Nothing is deleted')
  await page.goto(albumAddress)
  await expect.poll(names).toEqual(before)
})

test('pages are sound in every look', { tag: '@looks' }, async ({ browser }) => {
  test.setTimeout(300_000)
  const firstPicture = `${albumAddress}/${(await pictures().first().getAttribute('href'))!.split('/').at(-1)}`
  const places = {
    albums: bell.img,
    pictures: `${bell.img}/pictures`,
    album: albumAddress,
    viewer: firstPicture,
    deleted: `${bell.img}/deleted`,
    gone: `${bell.img}/shared/00000000-0000-4000-8000-00000000dead`,
    'not-found': `${bell.img}/no/such/page`,
  }
  const faults: string[] = []
  for (const look of looksOr([
    { theme: 'light', language: 'ko', width: 390 },
    { theme: 'dark', language: 'ja', width: 1440 },
  ])) {
    const own = await openLook(browser, look)
    await signInEverywhere(own, bell)
    const shown = await own.newPage()
    shown.on('pageerror', (error) => faults.push(error.message))
    for (const [name, address] of Object.entries(places)) {
      await shown.goto(address)
      await expect(shown.locator('h1, [role=dialog]').first()).toBeVisible()
      faults.push(...(await inspectPage(shown, `img-${name}`, look)))
    }
    await own.close()
  }
  expect(faults).toEqual([])
})
