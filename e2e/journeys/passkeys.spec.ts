/// <reference lib="dom" />
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type CDPSession, type Page } from '@playwright/test'
import { owner, signInAsNewOwner, signOutAtAuthBell, submitPassword } from '../people.ts'
import { startBell, type Bell } from '../server.ts'

let bell: Bell
let page: Page
let devtools: CDPSession
let authenticatorId: string

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(21_740)
  page = await signInAsNewOwner(await browser.newContext(), bell)
  devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable', { enableUI: false })
  const made = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  authenticatorId = made.authenticatorId
})

test.afterAll(() => bell.stop())

async function expectNoFaults() {
  const faults = async () =>
    (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  await expect.poll(faults, { timeout: 15_000 }).toEqual([])
}

/** Whether the authenticator answers by itself, as under a finger that lies on it. */
const touch = (enabled: boolean) =>
  devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })

test('a passkey is added on the account page, after a fresh sign-in without being asked again', async () => {
  await page.goto(`${bell.auth}/session/login?returnTo=/`)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  const dialog = page.getByRole('dialog')
  await expectNoFaults()
  await dialog.getByLabel('Name').fill('Grey key')
  await dialog.getByRole('button', { name: 'Continue' }).click()

  await expect(page.getByRole('list', { name: 'Passkeys' }).getByText('Grey key')).toBeVisible()
})

test('the sign-in page offers it in the e-mail field', async () => {
  // The authenticator waits, so that the page can be looked at before it answers.
  await touch(false)
  await signOutAtAuthBell(page, bell)
  await page.goto(`${bell.auth}/session/login?returnTo=/`)
  await expect(page.locator('[autocomplete="username webauthn"]')).toBeVisible()
  await expectNoFaults()

  await touch(true)
  await page.reload()

  await expect(page.getByRole('heading', { name: 'Your account', exact: true })).toBeVisible()
})

test('the button asks for it too, and a code or a password is not wanted', async () => {
  // A browser that offers nothing in the field: else the authenticator would answer that.
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)
  })
  await signOutAtAuthBell(page, bell)
  await page.goto(`${bell.music}/session/login?returnTo=/`)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()

  await page.waitForURL(`${bell.music}/`)
})

test('where no passkey is left the page speaks of none, and the password signs in', async () => {
  await page.goto(`${bell.auth}/session/login?returnTo=/`)
  await expect(page.getByText(/last used/)).toBeVisible()
  await expectNoFaults()
  await page.getByRole('button', { name: 'More for Grey key' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('You have no passkeys yet.')).toBeVisible()
  await signOutAtAuthBell(page, bell)
  await page.goto(`${bell.auth}/session/login?returnTo=/`)
  // It was the only one here.
  await expect(page.locator('[autocomplete=username]')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toHaveCount(0)

  await submitPassword(page, owner)

  await expect(page.getByRole('heading', { name: 'Your account', exact: true })).toBeVisible()
})
