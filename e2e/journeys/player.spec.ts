/// <reference lib="dom" />
import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
import { expectNoFaults } from '../faults.ts'
import { signInAsNewOwner } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { bigWav } from '../sounds.ts'
import { lose } from '../stored.ts'
import { addFiles, tones } from '../tones.ts'
import { toAiff } from '../../services/music/src/ingest/aiff.fixture.ts'

// The player in daily use: next, seeking, the keys, the queue by hand and by keyboard, and a network that goes away.

let bell: Bell
let page: Page
let other: Page

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(5610)
  const context = await browser.newContext()
  page = await signInAsNewOwner(context, bell)
  await tones(
    page,
    bell,
    ['Alpha', 'Bravo', 'Charlie', 'Delta', 'Echo'].map((title) => ({ title, artistName: 'Mina' })),
  )
})

test.afterAll(() => bell.stop())

const player = () => page.getByRole('region', { name: 'Player' })
const queue = (of = page) => of.getByRole('region', { name: 'Queue' })
const rows = (of = page) => queue(of).locator('[data-queue-item]')
const titles = (of = page) =>
  rows(of).evaluateAll((all) => all.map((one) => one.querySelector('.font-semibold')!.textContent))
const row = (title: string) => rows().filter({ hasText: title }).getByRole('button').first()
/** The element that sounds. */
const sound = () =>
  page.evaluate(() => {
    const audio = [...document.querySelectorAll('audio')].find((one) => !one.paused)
    return audio ? { at: audio.currentTime, volume: audio.volume } : undefined
  })

test('tracks follow each other by themselves; shortcuts do what the list of them says', async () => {
  await page.goto(`${bell.music}/library?sort=title`)
  await page.getByRole('row').filter({ hasText: 'Alpha' }).dblclick()
  await expect(player()).toContainText('Alpha')
  await expect(player(), 'the next one begins by itself').toContainText('Bravo', { timeout: 8000 })
  await page.locator('#main').focus()
  await page.keyboard.press('Shift+ArrowRight')
  await expect(player()).toContainText('Charlie')
  await page.keyboard.press('r')
  await page.keyboard.press('r')
  await expect(player().getByRole('button', { name: 'Repeat: this track' })).toBeVisible()
  await page.keyboard.press('m')
  await expect(player().getByRole('button', { name: 'Unmute' })).toBeVisible()
  await page.keyboard.press('Space')
  await expect(player().getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Back 5 seconds')
  await page.keyboard.press('Escape')
})

test('seeking goes where it says, at once', async () => {
  const slider = player().getByRole('slider', { name: 'Seek' })
  await slider.press('Home')
  await slider.press('ArrowRight')
  await expect(slider).toHaveAttribute('aria-valuetext', /^1 second/)
  await expect(player().locator('path.fill-accent'), 'a third is coloured').toHaveCSS('clip-path', /inset\(0px 66/)
  await player().getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(async () => (await sound())?.at ?? 0).toBeGreaterThanOrEqual(1)
})

test('the queue is put in order by keyboard, and the other tab shows the same', async () => {
  other = await page.context().newPage()
  await other.goto(bell.music)
  await expect.poll(() => titles()).toEqual(['Delta', 'Echo'])
  await row('Echo').focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect.poll(() => titles()).toEqual(['Echo', 'Delta'])
  await expect(row('Echo')).toBeFocused()
  await expect.poll(() => titles(other), 'told by the event stream').toEqual(['Echo', 'Delta'])
  // A tab behind another is drawn once a second, and every move of the mouse waits for that.
  await page.bringToFront()
})

test('it is put in order by mouse, several together', async () => {
  await queue().getByRole('tab', { name: 'Recently played' }).click()
  await queue().getByRole('button', { name: /Alpha/ }).first().hover()
  await queue().getByRole('listitem').filter({ hasText: 'Alpha' }).getByRole('button', { name: 'Add to queue' }).click()
  await queue().getByRole('tab', { name: 'Queue' }).click()
  await expect.poll(() => titles()).toEqual(['Echo', 'Delta', 'Alpha'])

  await row('Delta').click({ modifiers: ['Control'] })
  await row('Alpha').click({ modifiers: ['Control'] })
  const from = (await row('Alpha').boundingBox())!
  const to = (await row('Echo').boundingBox())!
  await page.mouse.move(from.x + 60, from.y + 20)
  await page.mouse.down()
  await page.mouse.move(from.x + 60, from.y - 20, { steps: 4 })
  await page.mouse.move(to.x + 60, to.y - 6, { steps: 6 })
  await page.mouse.up()
  await expect.poll(() => titles()).toEqual(['Delta', 'Alpha', 'Echo'])
})

test('clearing it is undone, with what sounded at its place', async () => {
  await queue().getByRole('button', { name: 'Clear' }).click()
  await expect(queue()).toContainText('The queue is empty')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => titles()).toEqual(['Delta', 'Alpha', 'Echo'])
  await expect(player()).toContainText('Charlie')
})

test('a network that goes away is waited for: no track is passed over, and the sound comes by itself', async () => {
  await page.keyboard.press('r')
  await page.context().setOffline(true)
  await rows().filter({ hasText: 'Delta' }).getByRole('button').first().click()
  await expect(player().getByText('No network: it goes on by itself')).toBeVisible()
  await expect(player()).toContainText('Delta')
  await page.context().setOffline(false)
  await expect(player().getByText('No network: it goes on by itself')).toBeHidden()
  await expect.poll(async () => (await sound())?.at ?? 0).toBeGreaterThan(0.2)
})

test('a file that is gone is passed over, and the page says so', async () => {
  await lose(bell, bigWav(0, 48_000))
  // What the browser has kept is under addresses that a new page does not use.
  await page.reload()
  await expect(player()).toContainText('Delta')
  await row('Alpha').click()
  await expect(page.getByText('“Alpha” is not here any more and was passed over')).toBeVisible()
  await expect(player()).toContainText('Echo')
})

test('Apple Lossless and AIFF, which the browser does not know, play and are sought in', async () => {
  const lossless = await readFile(new URL('../../services/music/fixtures/lossless.m4a', import.meta.url))
  await addFiles(
    page,
    bell,
    [
      { name: 'foxtrot.m4a', bytes: lossless, detail: { title: 'Foxtrot', artistName: 'Mina' } },
      { name: 'golf.aiff', bytes: toAiff(bigWav(90, 96_000)), detail: { title: 'Golf', artistName: 'Mina' } },
    ],
    5,
  )
  await page.goto(`${bell.music}/library?sort=title`)
  for (const title of ['Foxtrot', 'Golf']) {
    await page.getByRole('row').filter({ hasText: title }).dblclick()
    await expect(player()).toContainText(title)
    await expect.poll(async () => (await sound())?.at ?? 0, `${title} sounds`).toBeGreaterThan(0.2)
    const slider = player().getByRole('slider', { name: 'Seek' })
    await slider.press('Home')
    for (let second = 0; second < 4; second++) await slider.press('ArrowRight')
    await expect.poll(async () => (await sound())?.at ?? 0, `${title} is sought in`).toBeGreaterThan(4.2)
  }
})

test('axe finds nothing in the player, its lists and its full screen', { tag: '@looks' }, async () => {
  await expectNoFaults(page)
  await player().getByRole('button', { name: 'Open the full-screen player' }).click()
  await expect(page.getByRole('dialog', { name: 'Player' })).toBeVisible()
  await expectNoFaults(page)
})
