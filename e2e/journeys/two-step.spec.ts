/// <reference lib="dom" />
import { createHmac } from 'node:crypto'
import { expect, test, type Page } from '@playwright/test'
import { expectNoFaults } from '../faults.ts'
import { inspectPage, looksOr, openLook } from '../looks.ts'
import { owner, signInAsNewOwner, signOutAtAuthBell, submitPassword } from '../people.ts'
import { startBell, type Bell } from '../server.ts'

let bell: Bell
let page: Page
let secret: string
let recoveryCodes: string[]

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(21_780)
  page = await signInAsNewOwner(await browser.newContext(), bell)
})

test.afterAll(() => bell.stop())

/** As an authenticator app computes it (RFC 6238); `steps` of half a minute ahead. */
function codeOf(base32: string, steps = 0) {
  const bits = Array.from(base32).map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  const key = Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)!
      .map((byte) => Number.parseInt(byte, 2)),
  )
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps))
  const hash = createHmac('sha1', key).update(counter).digest()
  const at = hash.at(-1)! & 15
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

async function signOutAndEnterPassword() {
  await signOutAtAuthBell(page, bell)
  await page.goto(`${bell.auth}/session/login?returnTo=/`)
  await submitPassword(page, owner)
  await expect(page.getByRole('heading', { name: 'Enter the code' })).toBeVisible()
}

const accountPage = () => page.getByRole('heading', { name: 'Your account', exact: true })

test('two-step sign-in is turned on with a code of the app, and shows recovery codes once', async () => {
  await page.goto(`${bell.auth}/session/login?returnTo=/`)
  await page.getByRole('button', { name: 'Turn on' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('img', { name: 'QR code for your authenticator app' })).toBeVisible()
  await expectNoFaults(page)
  secret = (await dialog.locator('code').textContent())!.replaceAll(' ', '')
  await dialog.getByLabel('Code', { exact: true }).fill('000000')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('This code is not right, or it was used already.')).toBeVisible()
  await dialog.getByLabel('Code', { exact: true }).fill(codeOf(secret))
  await page.keyboard.press('Enter')

  await expect(dialog.getByRole('listitem')).toHaveCount(10)
  recoveryCodes = await dialog.getByRole('listitem').allTextContents()
  await expectNoFaults(page)
  await dialog.getByRole('button', { name: 'I have kept them' }).click()
  await expect(page.getByText('10 recovery codes left.')).toBeVisible()
})

test('the sign-in asks for a code after the password', async () => {
  await signOutAndEnterPassword()
  await expectNoFaults(page)
  await page.getByLabel('Code', { exact: true }).fill('000000')
  await expect(page.getByText('This code is not right, or it was used already.')).toBeVisible()
  // That of the next half minute: the present one may have turned it on.
  await page.getByLabel('Code', { exact: true }).fill(codeOf(secret, 1))

  await expect(accountPage()).toBeVisible()
})

test('the page that asks for it is sound in every look', { tag: '@looks' }, async ({ browser }) => {
  test.setTimeout(300_000)
  const faults: string[] = []
  for (const look of looksOr([
    { theme: 'light', language: 'ja', width: 390 },
    { theme: 'dark', language: 'ko', width: 1440 },
  ])) {
    const context = await openLook(browser, look)
    const shown = await context.newPage()
    await shown.goto(`${bell.auth}/session/login?returnTo=/`)
    await submitPassword(shown, owner)
    await shown.locator('[autocomplete=one-time-code]').waitFor()
    faults.push(...(await inspectPage(shown, 'auth-code', look)))
    await shown.locator('form button').last().click()
    faults.push(...(await inspectPage(shown, 'auth-recovery-code', look)))
    await context.close()
  }
  expect(faults).toEqual([])
})

test('a recovery code lets one in, once', async () => {
  await signOutAndEnterPassword()
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click()
  await page.getByLabel('Recovery code').fill(recoveryCodes[0]!.toUpperCase())
  await page.keyboard.press('Enter')

  await expect(accountPage()).toBeVisible()
  await expect(page.getByText('9 recovery codes left.')).toBeVisible()
})

test('it is turned off, and the password is enough again', async () => {
  await page.getByRole('button', { name: 'Turn off' }).click()
  await expect(page.getByRole('button', { name: 'Turn on' })).toBeVisible()
  await signOutAtAuthBell(page, bell)
  await page.goto(`${bell.auth}/session/login?returnTo=/`)
  await submitPassword(page, owner)

  await expect(accountPage()).toBeVisible()
})
