import { expect, test } from 'vitest'
import { testAuth, type Browser } from '../auth.fixture.ts'
import { testMailServer } from '../mail/mail-server.fixture.ts'

const tries = 200

/**
 * The chance that an answer for an account takes longer than one for none (Mann-Whitney's U over its largest value):
 * a half where nothing can be told. Of 200 each, chance alone moves it by 0.03.
 */
function chanceToTell(there: number[], absent: number[]) {
  const larger = there.map(
    (one) => absent.filter((other) => one > other).length + absent.filter((other) => one === other).length / 2,
  )
  return larger.reduce((sum, n) => sum + n, 0) / (there.length * absent.length)
}

/** Times `ask` for both kinds by turns, so that whatever else the machine does hits both; which is first changes. */
async function timed(ask: (email: string, n: number) => Promise<unknown>) {
  const times: Record<string, number[]> = { 'mina@example.org': [], 'nobody@example.org': [] }
  for (let n = 0; n < tries; n++) {
    const pair = n % 2 === 0 ? Object.keys(times) : Object.keys(times).toReversed()
    for (const email of pair) {
      const started = performance.now()
      await ask(email, n)
      times[email]!.push(performance.now() - started)
    }
  }
  return chanceToTell(times['mina@example.org']!, times['nobody@example.org']!)
}

const expectSame = (chance: number) => {
  expect(chance).toBeGreaterThan(0.3)
  expect(chance).toBeLessThan(0.7)
}

test('how long a wrong password takes does not tell whether there is an account', { timeout: 120_000 }, async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  const login = await browser.begin('music')
  const ask = async (email: string, n: number) => {
    // Within the limits of account and address, which would answer sooner.
    auth.clock.advance(2 * 60_000)
    expect((await browser.submit(login, email, 'not the password', `192.0.2.${n}`)).status).toBe(401)
  }
  // The first ones compile what they need.
  for (let n = 0; n < 4; n++) await ask(n % 2 === 0 ? 'mina@example.org' : 'nobody@example.org', n)

  expectSame(await timed(ask))
})

test('how long it takes to ask for a letter does not either', { timeout: 120_000 }, async () => {
  const { mail } = await testMailServer()
  const auth = await testAuth({ mail })
  await auth.given('mina')
  const browser: Browser = auth.browser()
  const ask = async (email: string, n: number) => {
    const body = { email, language: 'en' }
    expect((await browser.fromPage('POST', '/api/recovery/forgotten', body, `192.0.2.${n}`)).status).toBe(202)
  }
  for (let n = 0; n < 4; n++) await ask(n % 2 === 0 ? 'mina@example.org' : 'nobody@example.org', 200 + n)

  expectSame(await timed(ask))
})
