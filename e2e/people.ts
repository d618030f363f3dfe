import { expect, type BrowserContext, type Page } from '@playwright/test'
import type { Bell } from './server.ts'

export const owner = { name: 'Ada 서윤', email: 'ada@example.org', password: 'brass lantern harbour' }

/** What a page sends along, where a cookie authorises the call. */
export const fromPage = (origin: string) => ({ origin, 'x-requested-with': 'bell' })

/** Makes the owner's account as its page does; the context is then signed in at AuthBell. */
export async function makeOwner(context: BrowserContext, bell: Bell) {
  const token = new URL(bell.setupAddress!).hash.slice(1)
  const data = { token, ...owner }
  const answer = await context.request.post(`${bell.auth}/api/setup`, { data, headers: fromPage(bell.auth) })
  expect(answer.status()).toBe(201)
}

/** Makes the owner's account, and comes back to MusicBell signed in. */
export async function signInAsNewOwner(context: BrowserContext, bell: Bell): Promise<Page> {
  await makeOwner(context, bell)
  const page = await context.newPage()
  await page.goto(`${bell.music}/session/login?returnTo=/`)
  await page.waitForURL(`${bell.music}/`)
  return page
}

/** Invites by the owner's page, and makes the account with it; the context is then signed in at AuthBell. */
export async function joinByInvitation(
  ownerPage: Page,
  context: BrowserContext,
  bell: Bell,
  account: { name: string; email: string; password: string },
  invitation: { role: 'artist' | 'listener'; maxUses?: number },
) {
  const headers = fromPage(bell.auth)
  await ownerPage.goto(`${bell.auth}/session/login?returnTo=/`)
  const { accessToken } = await (await ownerPage.request.post(`${bell.auth}/session/refresh`, { headers })).json()
  const invited = await ownerPage.request.post(`${bell.auth}/api/invitations`, {
    headers: { authorization: `Bearer ${accessToken}` },
    data: invitation,
  })
  const token = new URL((await invited.json()).link).hash.slice(1)
  const joined = await context.request.post(`${bell.auth}/api/join`, { headers, data: { token, ...account } })
  expect(joined.status()).toBe(201)
}

/** At the sign-in page. */
export async function submitPassword(page: Page, { email, password }: { email: string; password: string }) {
  await page.locator('[autocomplete~=username]').fill(email)
  await page.locator('[autocomplete=current-password]').fill(password)
  await page.keyboard.press('Enter')
}

/** Signs the owner in at the sign-in page, then at each product, where it needs nothing more. */
export async function signInEverywhere(context: BrowserContext, bell: Bell) {
  const page = await context.newPage()
  await page.goto(`${bell.music}/session/login?returnTo=/`)
  await submitPassword(page, owner)
  await page.waitForURL(`${bell.music}/`)
  for (const product of [bell.auth, bell.img]) {
    await page.goto(`${product}/session/login?returnTo=/`)
    await page.waitForURL(`${product}/`)
  }
  await page.close()
}

/** Signs out on AuthBell's account page, and waits until the browser is back from there. */
export async function signOutAtAuthBell(page: Page, bell: Bell) {
  const leaving = page.waitForURL(/\/oidc\/session\/end/, { waitUntil: 'commit' })
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await leaving
  await page.waitForURL(`${bell.auth}/`)
  // What the page still does by itself, such as a look for a session, is over.
  await expect(page.getByRole('heading', { name: 'One account for all' })).toBeVisible()
}
