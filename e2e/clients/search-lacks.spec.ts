/// <reference lib="dom" />
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { expectNoFaults } from '../faults.ts'
import { signInAsNewOwner } from '../people.ts'
import { bellProgram, startBell, type Bell } from '../server.ts'
import { tones } from '../tones.ts'

// What an owner sees when an index was deleted by somebody else, and what mends it.

const engine = process.env['OPENSEARCH_URL']!.replace(/\/$/, '')
const home = mkdtempSync(join(tmpdir(), 'bell-search-'))
const prefix = `test-${randomUUID()}`

let bell: Bell
let page: Page

test.describe.configure({ mode: 'serial', timeout: 120_000 })

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000)
  bell = await startBell(5950, home, ['--search-url', `opensearch://${new URL(engine).host}/${prefix}`])
  page = await signInAsNewOwner(await browser.newContext(), bell)
  await page.goto(`${bell.auth}/session/login?returnTo=/events`)
  await expect(notice()).toHaveCount(0)
  await tones(page, bell, [{ title: 'Tideland', artistName: 'Ann' }])
})

test.afterAll(async () => {
  await bell?.stop()
  for (const name of await indices('')) await fetch(`${engine}/${name}`, { method: 'DELETE' })
  rmSync(home, { recursive: true, force: true })
})

const music = () => page.getByRole('region', { name: 'MusicBell' })
const notice = () => music().getByRole('alert')
const indices = async (of: string) =>
  Object.keys((await (await fetch(`${engine}/${prefix}-${of}*`)).json()) as Record<string, unknown>)

test('an index that is gone is said to lack what is there, until it is made anew', async () => {
  // It is there a moment after the track is.
  await expect
    .poll(async () => (await (await fetch(`${engine}/${prefix}-tracks/_count`)).json()) as { count: number })
    .toMatchObject({ count: 1 })
  await expect(music()).toBeVisible()
  await expect(notice()).toHaveCount(0)
  // The page asks every few seconds: the product has seen the index as it was.
  await page.waitForResponse('**/api/events-state')
  await page.waitForResponse('**/api/events-state')

  for (const name of await indices('tracks')) {
    expect((await fetch(`${engine}/${name}`, { method: 'DELETE' })).status).toBe(200)
  }
  await expect(notice()).toHaveText('The search index of tracks has 0 of 1 documents. To fill it: bell reindex')
  await expectNoFaults(page)

  const reindex = spawn(process.execPath, [bellProgram, 'reindex', ...bell.flags], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  expect(await once(reindex, 'exit')).toEqual([0, null])
  await expect(notice()).toHaveCount(0)
  await page.goto(`${bell.music}/search?q=tidel`)
  await expect(page.getByRole('main').getByText('Tideland', { exact: true })).toBeVisible()
})
