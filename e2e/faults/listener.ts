import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from '@playwright/test'
import { ensureBrowser } from '../browser.ts'
import { submitPassword } from '../people.ts'
import type { Bell } from '../server.ts'
import { noteUntrue, type Ledger } from './ledger.ts'

/** How soon a page must say how things are, on a busy machine. */
const timeout = 60_000
const pages = ['/library', '/search?q=song']
/** All that an alert may say of what is away, and what its button says. */
const trueSentences = new Set([
  'The server does not answer',
  'It may be restarting. This page goes on by itself as soon as there is an answer.',
  'The search did not answer',
  'Music plays on, and what is added now is found later. The search comes back by itself.',
  'That did not work',
  'Something went wrong on our side. Trying again often helps.',
  'The server cannot be reached. Check the connection, then try again.',
  'Try again',
])

/** A person at a page of MusicBell, in a real browser, while engines and processes are away. */
export async function openListener({ music }: Bell, account: { email: string; password: string }) {
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox', '--disable-gpu'] })
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
  page.setDefaultTimeout(timeout)
  page.setDefaultNavigationTimeout(timeout)
  await page.goto(`${music}/session/login?returnTo=/`)
  await submitPassword(page, account)
  await page.waitForURL(`${music}/`)
  const songs = page.getByRole('main').getByText(/^Song\d+ /)
  const alerts = page.getByRole('alert')
  const searchAway = alerts.filter({ hasText: 'The search did not answer' })
  const serverAway = page.getByRole('heading', { name: 'The server does not answer', level: 1 })
  const untrue = page
    .getByText(/^(Your session has ended|The library is empty|No track fits|Nothing found for .*)$/)
    .or(page.locator('[autocomplete=current-password]'))

  /** Tracks are shown, and no word of anything that is away. */
  async function seesSongs() {
    await songs.first().waitFor()
    await searchAway.waitFor({ state: 'hidden' })
    await serverAway.waitFor({ state: 'hidden' })
  }

  /** @returns whether there was a page to look at: where no process answers, it is the browser that says so */
  const open = (path: string) =>
    page.goto(`${music}${path}`).then(
      () => true,
      (error: Error) => {
        if (error.message.includes('net::ERR_')) return false
        throw error
      },
    )

  /** What the page comes to say, which is never nothing for long. */
  async function readOne(path: string) {
    if (!(await open(path))) return 'the browser’s own page'
    await songs.or(alerts).or(untrue).first().waitFor()
    const sentences = (await alerts.allInnerTexts()).flatMap((text) => text.split(/\s*\n\s*/)).filter(Boolean)
    const falsehood = [...(await untrue.allInnerTexts()), ...sentences.filter((one) => !trueSentences.has(one))][0]
    if (falsehood !== undefined) throw new Error(falsehood || 'a form to sign in')
    return (await songs.count()) > 0 ? 'songs' : 'that something is away'
  }

  return {
    page,
    open,
    seesSongs,
    readsThatSearchIsAway: () => searchAway.waitFor(),
    readsThatServerIsAway: () => serverAway.waitFor(),
    /**
     * Opens one page after the other. What one says and is not so is noted in the ledger.
     * @returns ends it: the last page shows tracks by itself, now that all is well. Resolves to how often it read what.
     */
    keepReading(ledger: Ledger) {
      const read: Record<string, number> = {}
      let isOver = false
      const reading = (async () => {
        for (let n = 0; !isOver; n++) {
          const path = pages[n % pages.length]!
          const said = await readOne(path).catch(({ message }: Error) => {
            noteUntrue(ledger, `${path} showed a listener: ${message}`)
            return 'what is not so'
          })
          read[said] = (read[said] ?? 0) + 1
          await wait(1500)
        }
      })()
      return async () => {
        isOver = true
        await reading
        if (page.url().startsWith('chrome-error:')) await open(pages[0]!)
        await seesSongs()
        return read
      }
    },
    leave: () => browser.close(),
  }
}
