/// <reference lib="dom" />
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { startTcpProxy } from '../../packages/platform/src/test-kit/start-tcp-proxy.ts'
import { expectNoFaults } from '../faults.ts'
import { signInAsNewOwner } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { tones } from '../tones.ts'

// What a listener and an owner see while the search engine is away, and when it is back.

const engine = process.env['OPENSEARCH_URL']!
const home = mkdtempSync(join(tmpdir(), 'bell-search-'))
const prefix = `test-${randomUUID()}`

let bell: Bell
let page: Page
let proxy: Awaited<ReturnType<typeof startTcpProxy>>

test.describe.configure({ mode: 'serial', timeout: 180_000 })

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000)
  const { hostname, port } = new URL(engine)
  proxy = await startTcpProxy({ host: hostname, port: Number(port) })
  bell = await startBell(5940, home, ['--search-url', `opensearch://127.0.0.1:${proxy.port}/${prefix}`])
  page = await signInAsNewOwner(await browser.newContext(), bell)
  await tones(page, bell, [{ title: 'Tideland', artistName: 'Ann' }])
})

test.afterAll(async () => {
  await bell?.stop()
  await proxy?.cut()
  for (const name of ['tracks', 'artists', 'albums']) await deleteIndex(`${prefix}-${name}-first`)
  rmSync(home, { recursive: true, force: true })
})

const deleteIndex = (name: string) => fetch(`${engine.replace(/\/$/, '')}/${name}`, { method: 'DELETE' })
const found = () => page.getByRole('main').getByText('Tideland', { exact: true })
const down = () => page.getByRole('alert').filter({ hasText: 'The search did not answer' })

test('the search page says that the search is away, and finds again by itself', async () => {
  // It is found a moment after it is there.
  await expect(async () => {
    await page.goto(`${bell.music}/search?q=tidel`)
    await expect(found()).toBeVisible()
  }).toPass()

  await proxy.cut()
  await page.getByRole('searchbox', { name: 'Search' }).fill('tidela')
  await expect(down()).toContainText('Music plays on')
  await expectNoFaults(page)

  await proxy.mend()
  await expect(found()).toBeVisible({ timeout: 30_000 })
  await expect(down()).toBeHidden()
})

test('so does the search over every page, while the library shows what there is', async () => {
  await proxy.cut()
  await page.goto(`${bell.music}/library`)
  await expect(page.getByRole('grid').getByText('Tideland')).toBeVisible({ timeout: 30_000 })

  await page.keyboard.press('/')
  const palette = page.getByRole('dialog')
  await palette.getByRole('combobox').fill('tideland')
  await expect(palette.getByText('The search did not answer').first()).toBeVisible()

  await proxy.mend()
  await expect(palette.getByRole('option').filter({ hasText: 'Ann' }).first()).toBeVisible({ timeout: 30_000 })
  await page.keyboard.press('Escape')
})

test('owners see at the events that the engine is away, and when it is back', async () => {
  await proxy.cut()
  await page.goto(`${bell.auth}/session/login?returnTo=/events`)
  const music = page.getByRole('region', { name: 'MusicBell' })
  await expect(music.getByRole('alert')).toContainText('The search engine does not answer')
  await expectNoFaults(page)

  await proxy.mend()
  await expect(music.getByRole('alert')).toBeHidden()
})
