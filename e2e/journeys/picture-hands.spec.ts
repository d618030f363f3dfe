/// <reference lib="dom" />
import { readFileSync } from 'node:fs'
import { expect, test, type CDPSession, type Page, type Request } from '@playwright/test'
import { expectNoFaults } from '../faults.ts'
import { signInAsNewOwner } from '../people.ts'
import { drop, picture } from '../pictures.ts'
import { startBell, type Bell } from '../server.ts'

// What hands do in ImgBell: paste and drop, pinch and wheel, choose many and do one thing with all of them.

let bell: Bell
let page: Page
/** Calls that change something. */
const calls: string[] = []

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(4860, undefined, ['--picture-quota', '1000000'])
  const context = await browser.newContext()
  page = await signInAsNewOwner(context, bell)
  await page.goto(`${bell.img}/session/login?returnTo=/pictures`)
  await page.waitForURL(`${bell.img}/pictures`)
  page.on('request', (request: Request) => {
    const { pathname } = new URL(request.url())
    if (request.method() !== 'GET' && /^\/api\/(albums|images)/.test(pathname)) {
      calls.push(`${request.method()} ${pathname.replaceAll(/[0-9a-f-]{36}/g, ':id')}`)
    }
  })
})

test.afterAll(() => bell.stop())

const pictures = () => page.locator('[data-picture] a')
const names = () =>
  page.locator('[data-picture] img').evaluateAll((images) => images.map((image) => (image as HTMLImageElement).alt))
const tray = () => page.getByRole('region', { name: 'Uploads' })
const bar = () => page.getByRole('region', { name: 'Chosen pictures' })

test('a picture is pasted from the clipboard, others are dropped; how much room they take is shown', async () => {
  await expect(page.getByRole('main').getByRole('heading', { name: 'All pictures' })).toBeVisible()
  await page.evaluate(
    (text) => {
      const data = new DataTransfer()
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
      data.items.add(new File([bytes], 'Pasted sky.png', { type: 'image/png' }))
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    },
    picture(90, 1200, 800).toString('base64'),
  )
  await expect.poll(names).toEqual(['Pasted sky'])
  await expect(tray()).toContainText('1 picture added')

  await drop(
    page,
    ['Ash', 'Birch', 'Cedar', 'Date', 'Elm'].map((name, n) => ({ name: `${name}.png`, bytes: picture(n) })),
  )
  await expect(tray()).toContainText('6 pictures added')
  await expect(pictures()).toHaveCount(6)
  await expect(page.getByRole('main')).toContainText(/kB of 1 MB used/)
  await expect(tray()).toContainText(/kB of 1 MB used/)
  await expectNoFaults(page)
  await tray().getByRole('button', { name: 'Put away' }).click()
})

test('the wheel with Ctrl, and two fingers, make a picture larger where they are', async () => {
  await page.getByRole('img', { name: 'Pasted sky' }).click()
  const shown = page.getByRole('dialog').getByRole('img', { name: 'Pasted sky' }).first()
  await expect(shown).toBeVisible()
  const width = async () => (await shown.boundingBox())!.width
  const whole = await width()
  const point = { x: 500, y: 400 }

  await page.mouse.move(point.x, point.y)
  await page.keyboard.down('Control')
  await page.mouse.wheel(0, -60)
  await page.keyboard.up('Control')
  await expect.poll(width).toBeGreaterThan(whole * 1.5)
  expect(await page.evaluate(() => devicePixelRatio)).toBe(1)
  await page.mouse.wheel(0, 2000)
  await expect.poll(width).toBeCloseTo(whole, 0)

  const cdp = await page.context().newCDPSession(page)
  const under = await shareAt(point)
  await pinch(cdp, point, [40, 60, 90, 120])
  await expect.poll(width).toBeGreaterThan(whole * 2.5)
  expect(Math.abs((await shareAt(point)) - under)).toBeLessThan(0.02)
  await pinch(cdp, point, [120, 80, 40, 20])
  await expect.poll(width).toBeCloseTo(whole, 0)
  await page.keyboard.press('Escape')

  /** How far to the right in the picture a point of the screen is, 0 to 1. */
  async function shareAt({ x }: { x: number }) {
    const box = (await shown.boundingBox())!
    return (x - box.x) / box.width
  }
})

/** Two fingers around a point, so far from it one after the other, px. */
async function pinch(cdp: CDPSession, { x, y }: { x: number; y: number }, distances: number[]) {
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', away?: number) =>
    cdp.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: away === undefined ? [] : [-away, away].map((by, id) => ({ x: x + by, y, id })),
    })
  await touch('touchStart', distances[0])
  for (const away of distances.slice(1)) await touch('touchMove', away)
  await touch('touchEnd')
}

test('many are put into an album, moved to another and deleted, each by one call', async () => {
  await choose('Ash', 'Elm')
  await bar().getByRole('button', { name: 'Add to album' }).click()
  await page.getByRole('button', { name: 'New album' }).click()
  await page.getByLabel('Title').fill('Trees')
  await page.keyboard.press('Enter')
  await expect(page.getByText('5 pictures are now in “Trees”')).toBeVisible()
  await page.getByRole('link', { name: 'Albums' }).first().click()
  await page.getByRole('button', { name: 'New album' }).first().click()
  await page.getByLabel('Title').fill('Fruit')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Fruit', level: 1 })).toBeVisible()
  await page.goBack()
  await page.getByRole('link', { name: /Trees/ }).click()
  await expect(pictures()).toHaveCount(5)

  calls.length = 0
  await choose('Date', 'Cedar')
  await bar().getByRole('button', { name: 'Move to album' }).click()
  await page.getByRole('button', { name: /Fruit/ }).click()
  await expect(page.getByText('2 pictures were moved to “Fruit”')).toBeVisible()
  await expect(pictures()).toHaveCount(3)
  await choose('Ash', 'Birch')
  await bar().getByRole('button', { name: 'Take out of album' }).click()
  await expect(pictures()).toHaveCount(1)
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(pictures()).toHaveCount(3)
  await choose('Ash', 'Birch')
  await bar().getByRole('button', { name: 'Delete' }).click()
  await expect(pictures()).toHaveCount(1)
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(pictures()).toHaveCount(3)

  expect(calls).toEqual([
    'POST /api/albums/:id/images',
    'DELETE /api/albums/:id/images',
    'POST /api/albums/:id/images',
    'POST /api/albums/:id/order',
    'DELETE /api/images',
    'POST /api/images/restore',
  ])
})

test('an album, and what is chosen, are saved as one file', async () => {
  const whole = page.waitForEvent('download')
  await page.getByRole('button', { name: 'More about Trees' }).click()
  await page.getByRole('menuitem', { name: /Download/ }).click()
  const saved = await whole
  expect(saved.suggestedFilename()).toBe('Trees.zip')
  const bytes = readFileSync(await saved.path())
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004')
  for (const name of ['Ash.jpg', 'Birch.jpg', 'Elm.jpg']) expect(bytes.includes(name)).toBe(true)

  await choose('Ash', 'Birch')
  const some = page.waitForEvent('download')
  await bar().getByRole('button', { name: 'Download' }).click()
  expect((await some).suggestedFilename()).toBe('pictures.zip')
  await page.keyboard.press('Escape')
})

/** Chooses from one to another by keyboard. */
async function choose(first: string, last: string) {
  const order = await names()
  const [from, to] = [order.indexOf(first), order.indexOf(last)]
  await pictures().nth(Math.min(from, to)).focus()
  await page.keyboard.press('Space')
  for (let n = Math.min(from, to); n < Math.max(from, to); n++) await page.keyboard.press('Shift+ArrowRight')
  await expect(bar()).toContainText(`${Math.abs(to - from) + 1} chosen`)
}
