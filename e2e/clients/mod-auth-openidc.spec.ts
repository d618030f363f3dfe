import { expect, test } from '@playwright/test'
import { startBell, type Bell } from '../server.ts'
import { startApache } from './apache.ts'
import { makeOwner } from '../people.ts'
import { addClient, signInAndAllow } from './clients.ts'

const port = 5925
const site = `http://localhost:${port}`

let bell: Bell
let apache: Awaited<ReturnType<typeof startApache>>

test.beforeAll(async ({ browser }) => {
  bell = await startBell(5920, undefined, ['--private-apps'])
  await makeOwner(await browser.newContext(), bell)
  const { clientId, clientSecret } = await addClient(bell, {
    name: 'Harbour archive',
    'redirect-uri': `${site}/private/callback`,
    'post-logout-uri': `${site}/`,
    'backchannel-logout-uri': `${site}/private/callback?logout=backchannel`,
  })
  apache = await startApache({ port, issuer: bell.auth, clientId, clientSecret })
})

test.afterAll(async () => {
  await apache?.stop()
  await bell?.stop()
})

test('a page behind mod_auth_openidc: sign in, refresh, and out when AuthBell says so', async ({ page }) => {
  await page.goto(`${site}/private/`)
  await signInAndAllow(page, 'Harbour archive')
  await expect(page.getByText('Members')).toBeVisible()
  const again = await page.request.get(`${site}/private/`)
  expect(again.headers()['x-remote-user']).toContain('ada@example.org')

  const info = async () => (await page.request.get(`${site}/private/callback?info=json`)).json()
  const before = await info()
  expect(before.userinfo).toMatchObject({ email: 'ada@example.org' })
  await page.goto(
    `${site}/private/callback?refresh=${encodeURIComponent(`${site}/private/`)}&access_token=${before.access_token}`,
  )
  await expect(page.getByText('Members')).toBeVisible()
  expect((await info()).access_token).not.toBe(before.access_token)

  // Signing out at a product reaches Apache's server by the back channel.
  await page.goto(`${bell.music}/session/login?returnTo=/`)
  await page.waitForURL(`${bell.music}/`)
  const headers = { origin: bell.music, 'x-requested-with': 'bell', 'sec-fetch-site': 'same-origin' }
  expect((await page.request.post(`${bell.music}/session/logout`, { headers })).status()).toBe(200)
  await expect
    .poll(async () => (await page.request.get(`${site}/private/`, { maxRedirects: 0 })).status(), { timeout: 10_000 })
    .toBe(302)
})

test('signing out at the site signs out of AuthBell', async ({ page }) => {
  await page.goto(`${site}/private/`)
  await signInAndAllow(page, 'Harbour archive')
  await expect(page.getByText('Members')).toBeVisible()

  await page.goto(`${site}/private/callback?logout=${encodeURIComponent(`${site}/`)}`)
  await expect(page.getByText('Everyone')).toBeVisible()
  await page.goto(`${bell.music}/session/login?returnTo=/`)
  await expect(page.locator('[autocomplete^=username]')).toBeVisible()
})
