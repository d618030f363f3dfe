import { inTransaction } from '@bell/platform/database'
import { createLogger } from '@bell/platform/http'
import { expect, test } from 'vitest'
import { testAuth } from '../auth.fixture.ts'
import { testMailServer } from './mail-server.fixture.ts'
import { queueMail } from './mail.ts'
import { sendMails } from './send-mails.ts'
import { connectSmtp } from './smtp.ts'

const mina = { name: 'Mina', email: 'mina@example.org', language: 'en' }

/** AuthBell that is told of a mail server but sends only when the test says so. */
async function withMail() {
  const server = await testMailServer()
  const auth = await testAuth()
  const deps = { ...auth.deps, mail: server.mail, log: createLogger({ level: 'silent' }) }
  const smtp = await connectSmtp(server.mail)
  const queue = (to = mina, link = 'https://auth.test/reset#abc') =>
    inTransaction(deps.db, (tx) => queueMail(tx, deps, to, 'reset', { link }, 30 * 60_000))
  const waiting = () => deps.db.selectFrom('mail').selectAll().execute()
  return { ...auth, deps, server, queue, waiting, send: () => sendMails(deps, smtp.send) }
}

test('a letter goes out once, in the person’s language, with its link', async () => {
  const { server, queue, send, waiting } = await withMail()
  for (const language of ['en', 'ko', 'ja']) await queue({ ...mina, language, email: `${language}@example.org` })

  await send()
  await send()

  expect(server.received).toHaveLength(3)
  const [en, ko, ja] = server.received.map(({ text }) => text)
  expect(en).toContain('Hello Mina')
  expect(ko).toContain('Mina 님, 안녕하세요.')
  expect(ja).toContain('Minaさん')
  for (const text of [en, ko, ja]) expect(text).toContain('https://auth.test/reset#abc')
  expect(await waiting()).toEqual([])
})

test('what the mail server does not take now is sent later, in longer and longer steps', async () => {
  const { clock, server, queue, send } = await withMail()
  server.refuseNext(451)
  server.refuseNext(451)
  await queue()

  await send()
  await send()
  expect(server.received).toHaveLength(0)
  clock.advance(10_000)
  await send()
  clock.advance(10_000)
  await send()
  expect(server.received).toHaveLength(0)
  clock.advance(10_000)
  await send()

  expect(server.received).toHaveLength(1)
})

test('what is refused for good, or has become useless, is given up', async () => {
  const { clock, server, queue, send, waiting } = await withMail()
  server.refuseNext(550)
  await queue()
  await send()
  expect(await waiting()).toEqual([])

  await queue()
  clock.advance(31 * 60_000)
  await send()

  expect(server.received).toHaveLength(0)
  expect(await waiting()).toEqual([])
})

test('of two processes one sends a letter', async () => {
  const { server, queue, send } = await withMail()
  await queue()

  await Promise.all([send(), send()])

  expect(server.received).toHaveLength(1)
})

test('a letter that waits can be read in no table', async () => {
  const { queue, waiting } = await withMail()
  await queue()

  const rows = JSON.stringify(await waiting())

  expect(rows).not.toContain('reset#abc')
  expect(rows).not.toContain('mina')
})

test('a name is text in a letter, whatever it looks like', async () => {
  const { server, queue, send } = await withMail()
  await queue({ ...mina, name: '<img src=x onerror=alert(1)>\r\nBcc: eve@evil.test' })

  await send()

  const [received] = server.received
  expect(received!.to).toEqual(['mina@example.org'])
  const html = received!.text.slice(received!.text.indexOf('<!doctype html>'))
  expect(html).toContain('&lt;img src=x')
  expect(html).not.toContain('<img')
  expect(received!.text).not.toMatch(/^Bcc:/m)
})

test('nothing is kept where there is no mail server', async () => {
  const auth = await testAuth()

  await inTransaction(auth.deps.db, (tx) => queueMail(tx, auth.deps, mina, 'passwordChanged', {}))

  expect(await auth.deps.db.selectFrom('mail').selectAll().execute()).toEqual([])
})
