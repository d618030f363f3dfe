/// <reference lib="dom" />
import { expect, test } from '@playwright/test'
import { signInAsNewOwner } from '../people.ts'
import { startBell } from '../server.ts'

// The whole catalogue takes a minute; the first pieces of it are enough, and taking it away works at any time.
test('one press fills a new installation with music that plays, also for visitors; one press takes it all away', async ({
  browser,
}) => {
  test.setTimeout(120_000)
  const bell = await startBell(5810)
  try {
    const page = await signInAsNewOwner(await browser.newContext(), bell)
    await page.getByRole('button', { name: 'Load the demonstration catalogue' }).click()
    await expect(page.getByRole('progressbar', { name: /is being composed/ })).toBeVisible()
    await expect(page.locator('main [data-row]').first()).toBeVisible({ timeout: 60_000 })

    const visitor = await (await browser.newContext()).newPage()
    await visitor.goto(bell.music)
    await expect(visitor.getByRole('button', { name: 'Sign in' }).first()).toBeVisible()
    for (const person of [page, visitor]) {
      await person.locator('main [data-row]').first().dblclick()
      await expect(person.getByRole('region', { name: 'Player' }).getByRole('button', { name: 'Pause' })).toBeVisible()
      await expect
        .poll(() =>
          person.evaluate(() => Math.max(...[...document.querySelectorAll('audio')].map((a) => a.currentTime))),
        )
        .toBeGreaterThan(0.3)
    }

    await page.goto(`${bell.music}/settings`)
    await page.getByRole('button', { name: 'Remove the demonstration catalogue' }).click()
    // The piece that is being composed is waited for.
    const load = page.getByRole('button', { name: 'Load the demonstration catalogue' })
    await expect(load).toBeVisible({ timeout: 40_000 })
    await page.getByRole('link', { name: 'Home' }).first().click()
    await expect(page.getByText('Add your first music')).toBeVisible()
    await visitor.reload()
    await expect(visitor.locator('main [data-row]')).toHaveCount(0)
  } finally {
    await bell.stop()
  }
})
