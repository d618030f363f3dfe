import { expect, type BrowserContext, type Page } from '@playwright/test'
import type { Bell } from './server.ts'

export const owner = { name: 'Ada 서윤', email: 'ada@example.org', password: 'brass lantern harbour' }

/** Makes the owner's account as its page does, and comes back to MusicBell signed in. */
export async function signInAsNewOwner(context: BrowserContext, bell: Bell): Promise<Page> {
  const token = new URL(bell.setupAddress!).hash.slice(1)
  const answer = await context.request.post(`${bell.auth}/api/setup`, {
    data: { token, ...owner },
    headers: { origin: bell.auth, 'x-requested-with': 'bell' },
  })
  expect(answer.status()).toBe(201)
  const page = await context.newPage()
  await page.goto(`${bell.music}/session/login?returnTo=/`)
  await page.waitForURL(`${bell.music}/`)
  return page
}
