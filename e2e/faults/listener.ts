import { chromium } from '@playwright/test'
import { ensureBrowser } from '../browser.ts'
import type { Bell } from '../server.ts'
import type { Load } from './load.ts'

/** How soon a page must say how things are, on a busy machine. */
const timeout = 60_000

/** A person at a page of MusicBell, in a real browser, while engines are away. */
export async function openListener({ music }: Bell, { email, password }: Load['guest']) {
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox', '--disable-gpu'] })
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
  page.setDefaultTimeout(timeout)
  page.setDefaultNavigationTimeout(timeout)
  await page.goto(`${music}/session/login?returnTo=/`)
  await page.locator('[autocomplete~=username]').fill(email)
  await page.locator('[autocomplete=current-password]').fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${music}/`)
  const songs = page.getByRole('main').getByText(/^Song\d+ /)
  const searchAway = page.getByRole('alert').filter({ hasText: 'The search did not answer' })
  const serverAway = page.getByRole('heading', { name: 'The server does not answer', level: 1 })
  return {
    open: (path: string) => page.goto(`${music}${path}`),
    /** Tracks are shown, and no word of anything that is away. */
    async seesSongs() {
      await songs.first().waitFor()
      await searchAway.waitFor({ state: 'hidden' })
      await serverAway.waitFor({ state: 'hidden' })
    },
    readsThatSearchIsAway: () => searchAway.waitFor(),
    readsThatServerIsAway: () => serverAway.waitFor(),
    leave: () => browser.close(),
  }
}
