/// <reference lib="dom" />
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { SMTPServer } from 'smtp-server'
import { owner, signInAsNewOwner, submitPassword } from '../people.ts'
import { startBell, type Bell } from '../server.ts'

let bell: Bell
let page: Page
let letters: SMTPServer
const received: string[] = []

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  letters = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      let letter = ''
      stream.on('data', (part: Buffer) => (letter += part.toString()))
      stream.on('end', () => {
        received.push(letter.replaceAll('=\r\n', ''))
        done()
      })
    },
  })
  await new Promise<void>((resolve) => letters.listen(21709, '127.0.0.1', resolve))
  process.env['BELL_SMTP_URL'] = 'smtp://127.0.0.1:21709'
  bell = await startBell(21_760, undefined, ['--sign-up', 'open'])
  delete process.env['BELL_SMTP_URL']
  page = await signInAsNewOwner(await browser.newContext(), bell)
})

test.afterAll(async () => {
  await bell.stop()
  await new Promise<void>((resolve) => letters.close(resolve))
})

async function expectNoFaults() {
  const faults = async () =>
    (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  await expect.poll(faults, { timeout: 15_000 }).toEqual([])
}

/** The address that the letter's link opens. */
async function linkIn(part: RegExp) {
  await expect.poll(() => received.some((letter) => part.test(letter))).toBe(true)
  return part.exec(received.find((letter) => part.test(letter))!)![0].replaceAll('=23', '#')
}

async function signIn(email: string, password: string) {
  await page.goto(`${bell.auth}/session/login?returnTo=/`)
  await submitPassword(page, { email, password })
  await expect(page.getByRole('heading', { name: 'Your account', exact: true })).toBeVisible()
}

test('who forgot the password asks for a letter, sets another, and is signed out everywhere', async ({ browser }) => {
  const other = page
  page = await (await browser.newContext()).newPage()
  await page.goto(`${bell.auth}/session/login?returnTo=/`)
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await expect(page.getByRole('heading', { name: 'Choose a new password' })).toBeVisible()
  await expectNoFaults()
  await page.getByLabel('E-mail').fill(owner.email)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Look into your mail' })).toBeVisible()
  await expectNoFaults()

  await page.goto(await linkIn(/http:\S+\/reset(#|=23)[\w-]{43}/))
  await expect(page.getByText(`For ${owner.email}.`)).toBeVisible()
  expect(page.url()).not.toContain('#')
  await expectNoFaults()
  await page.locator('[autocomplete=new-password]').fill('ada@example.org')
  await page.keyboard.press('Enter')
  await expect(page.getByText('It is little more than your e-mail address.')).toBeVisible()
  await page.locator('[autocomplete=new-password]').fill('copper kettle at noon')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Your password is changed' })).toBeVisible()

  await expect(other.getByText(/session has ended|signed out/i).first()).toBeVisible()
  await signIn(owner.email, 'copper kettle at noon')
})

test('another address counts once the link in its letter was opened', async () => {
  await page.getByRole('textbox', { name: 'E-mail' }).fill('new@example.org')
  await page.getByRole('button', { name: 'Change e-mail' }).click()
  await expect(page.getByText('A letter is on its way to new@example.org.')).toBeVisible()

  await page.goto(await linkIn(/http:\S+\/confirm-email(#|=23)[\w-]{43}/))
  await expectNoFaults()
  await page.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByText('From now on you sign in with new@example.org.')).toBeVisible()
  await page.getByRole('link', { name: 'To your account' }).click()

  await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue('new@example.org')
})

test('anyone joins by a letter; who has an account already gets another one, and the page says the same', async ({
  browser,
}) => {
  page = await (await browser.newContext()).newPage()
  const said: string[] = []
  for (const email of ['joon@example.org', 'new@example.org']) {
    await page.goto(`${bell.auth}/join`)
    await page.getByLabel('E-mail').fill(email)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Look into your mail' })).toBeVisible()
    said.push((await page.locator('main').innerText()).replace(email, '…'))
  }
  expect(said[0]).toBe(said[1])
  await expectNoFaults()
  await linkIn(/To: new@example\.org[^]*http:\S+\/forgot/)

  await page.goto(await linkIn(/http:\S+\/sign-up(#|=23)[\w-]+/))
  await expect(page.getByLabel('E-mail')).toHaveValue('joon@example.org')
  await expect(page.getByLabel('E-mail')).toHaveAttribute('readonly', '')
  expect(page.url()).not.toContain('#')
  await expectNoFaults()
  await page.getByLabel('Name').fill('Joon')
  await page.locator('[autocomplete=new-password]').fill('silver anchor at dawn')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${bell.music}/`)
  await expect(page.getByRole('button', { name: /Joon/ })).toBeVisible()
})
