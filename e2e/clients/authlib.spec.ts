import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { startBell, type Bell } from '../server.ts'
import { makeOwner } from '../people.ts'
import { addClient, signInAndAllow } from './clients.ts'
import { untilAnswers } from './programs.ts'

const port = 5905
const site = `http://localhost:${port}`

let bell: Bell
let app: ChildProcess

test.beforeAll(async ({ browser }) => {
  bell = await startBell(5900)
  await makeOwner(await browser.newContext(), bell)
  const { clientId, clientSecret } = await addClient(bell, {
    name: 'Harbour radio',
    'redirect-uri': `${site}/callback`,
    'post-logout-uri': `${site}/`,
    scope: 'music:read',
  })
  app = spawn(process.env['PYTHON_PATH']!, [join(import.meta.dirname, 'authlib_app.py')], {
    env: { ...process.env, ISSUER: bell.auth, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  app.stderr!.on('data', (chunk) => (said += String(chunk)))
  await untilAnswers(site, app, () => said)
})

test.afterAll(async () => {
  app?.kill()
  await bell?.stop()
})

const json = async (page: Page) => JSON.parse(await page.locator('body').innerText())

test('a site with Flask and Authlib signs people in, calls, refreshes and signs out', async ({ page }) => {
  await page.goto(`${site}/login`)
  await signInAndAllow(page, 'Harbour radio')
  await page.waitForURL(/callback/)
  expect(await json(page)).toMatchObject({ email: 'ada@example.org', name: 'Ada 서윤' })

  await page.goto(`${site}/userinfo`)
  expect(await json(page)).toMatchObject({ email: 'ada@example.org' })

  await page.goto(`${site}/refresh?call=${bell.auth}/oidc/userinfo`)
  expect(await json(page)).toEqual({ status: 200, renewed: true, rotated: true })

  await page.goto(`${site}/logout`)
  await page.waitForURL(`${site}/`)
  await page.goto(`${bell.music}/session/login?returnTo=/`)
  await expect(page.locator('[autocomplete^=username]')).toBeVisible()
})

test('with a token for MusicBell it may read what was allowed, and no more', async ({ page }) => {
  const scope = 'openid profile email offline_access music:read'
  await page.goto(`${site}/login?resource=${encodeURIComponent(bell.music)}&scope=${encodeURIComponent(scope)}`)
  await signInAndAllow(page, 'Harbour radio')
  await page.waitForURL(/callback/)

  await page.goto(`${site}/call?call=${bell.music}/api/tracks`)
  expect(await json(page)).toEqual({ status: 200, code: null })
  await page.goto(`${site}/call?call=${bell.img}/api/images`)
  expect(await json(page)).toEqual({ status: 401, code: 'invalid_token' })
})
