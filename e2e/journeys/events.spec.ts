/// <reference lib="dom" />
import AxeBuilder from '@axe-core/playwright'
import { musicMigrations, type MusicTables } from '@bell/music'
import { openDatabase } from '@bell/platform/database'
import { expect, test, type Page } from '@playwright/test'
import { signInAsNewOwner } from '../people.ts'
import { startBell, type Bell } from '../server.ts'

const person = '01999f3a-0000-7000-8000-000000000001'
const letters = [
  { id: '01999f3a-0000-7000-8000-00000000aaaa', data: { id: person } },
  { id: '01999f3a-0000-7000-8000-00000000bbbb', data: { id: 'no id of a person' } },
]

let bell: Bell
let page: Page

test.describe.configure({ mode: 'serial', timeout: 90_000 })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(4700)
  const url = bell.stores.tables
  const { db, close } = await openDatabase<MusicTables>({ url, schema: 'music', migrations: musicMigrations })
  for (const { id, data } of letters) {
    const event = { id, type: 'auth.user.restored', subject: person, source: 'auth', data }
    await db
      .insertInto('deadLetter')
      .values({
        id,
        consumer: 'music.people',
        eventId: id,
        type: event.type,
        key: person,
        event: JSON.stringify(event),
        error: 'Error: the disk was full\n    at somewhere',
        attempts: 6,
        failedAt: Date.now() - 3_600_000,
      })
      .execute()
  }
  await close()
  page = await signInAsNewOwner(await browser.newContext(), bell)
})

test.afterAll(() => bell.stop())

test('an owner sees how far behind each service is, and what failed for good', async () => {
  await page.goto(`${bell.auth}/session/login?returnTo=/events`)

  const music = page.getByRole('region', { name: 'MusicBell' })
  await expect(music.getByText('Everything that happened has been told.')).toBeVisible()
  await expect(music.getByRole('list', { name: 'Who takes events in' })).toContainText('music.ingest')
  await expect(music.getByRole('list', { name: 'Dead letters' }).getByRole('listitem')).toHaveCount(2)
  await expect(music.getByText('Error: the disk was full')).toHaveCount(2)
  await expect(page.getByRole('region', { name: 'ImgBell' })).toContainText('img.people')
  await expect(page.getByRole('region', { name: 'AuthBell' })).toBeVisible()
  const faults = async () => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)
  await expect.poll(faults, { timeout: 40_000 }).toEqual([])
})

test('a dead letter is tried again: what works now goes, what fails again stays and says why', async () => {
  const list = page.getByRole('list', { name: 'Dead letters' })
  // So the row is off the page before all that the click asked for has answered.
  await page.route('**/api/events-state', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500))
    await route.continue()
  })
  await list.getByRole('button', { name: 'Try again' }).last().click()
  await expect(page.getByText('It worked this time')).toBeVisible()
  await expect(list.getByRole('listitem')).toHaveCount(1)

  await list.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText(/It failed again/)).toBeVisible()
  await expect(list.getByText('tried 7 times')).toBeVisible()
})

test('and one that is of no use is discarded, after a question', async () => {
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()

  await expect(page.getByText('The dead letter is discarded')).toBeVisible()
  await expect(page.getByRole('list', { name: 'Dead letters' })).toHaveCount(0)
})

test('a consumer reads again from a time on', async () => {
  const music = page.getByRole('region', { name: 'MusicBell' })
  await music.getByRole('button', { name: 'Read again…' }).click()
  await page.getByLabel('Since').fill('2026-01-01T00:00')
  await page.getByRole('dialog').getByRole('button', { name: 'Read again' }).click()

  await expect(page.getByText(/events? comes? again/)).toBeVisible()
})
