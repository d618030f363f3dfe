import { createHttpBrowser } from '../../bench/http-browser.ts'
import type { Bell } from '../server.ts'

const password = 'brass lantern harbour'

/** The owner, whose account is made by the address of a first start, and artists by an invitation: all signed in. */
export async function makePeople(bell: Bell, count: number) {
  const accounts = Array.from({ length: count }, (_, n) => ({
    name: `Person ${n}`,
    email: `person${n}@example.org`,
    password,
  }))
  const [owner, ...others] = accounts
  const setupToken = new URL(bell.setupAddress!).hash.slice(1)
  await post(`${bell.auth}/api/setup`, { token: setupToken, ...owner! })
  const ownerBrowser = createHttpBrowser(owner!)
  await ownerBrowser.signIn(bell.auth)
  const authorization = `Bearer ${await ownerBrowser.token(bell.auth)}`
  const invitation = { role: 'artist', maxUses: count }
  const { link } = (await post(`${bell.auth}/api/invitations`, invitation, { authorization })) as { link: string }
  const token = new URL(link).hash.slice(1)
  for (const other of others) await post(`${bell.auth}/api/join`, { token, ...other })
  return Promise.all(
    accounts.map(async (account) => {
      const browser = createHttpBrowser(account)
      await browser.signIn(bell.music)
      return { account, browser }
    }),
  )
}

async function post(address: string, body: object, headers: Record<string, string> = {}) {
  const { origin } = new URL(address)
  const answer = await fetch(address, {
    method: 'POST',
    headers: { origin, 'x-requested-with': 'bell', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (answer.status !== 201) throw new Error(`${address} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}
