import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, type Page } from '@playwright/test'
import { owner } from '../people.ts'
import { bellProgram, type Bell } from '../server.ts'

/** Registers an app at the command line, as its operator would. */
export async function addClient(
  bell: Bell,
  fields: Record<string, string>,
): Promise<{ clientId: string; clientSecret: string }> {
  const flags = Object.entries(fields).flatMap(([name, value]) => [`--${name}`, value])
  const { stdout } = await promisify(execFile)(process.execPath, [
    bellProgram,
    'client',
    'add',
    '--json',
    '--home',
    bell.home,
    '--internal-address',
    bell.internal,
    ...flags,
  ])
  return JSON.parse(stdout)
}

/** Fills in the sign-in page and agrees to what the app asks for. */
export async function signInAndAllow(page: Page, app: string) {
  await page.locator('[autocomplete^=username]').fill(owner.email)
  await page.locator('[autocomplete=current-password]').fill(owner.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: `Let ${app} in?` })).toBeVisible()
  await page.getByRole('button', { name: 'Allow' }).click()
}
