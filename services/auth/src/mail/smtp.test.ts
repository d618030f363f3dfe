import { readFileSync } from 'node:fs'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { testFolder, writeCertificate } from '@bell/platform/test-kit'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { expect, onTestFinished, test } from 'vitest'
import { connectSmtp } from './smtp.ts'

const letter = { id: 'letter-1', to: 'mina@example.org', subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' }

const protocols = [
  ['smtps', { secure: true }],
  ['smtp', { secure: false }],
] as const

// smtp-server brings a certificate of its own, which nobody vouches for.
test.each(protocols)(
  'over %s a server whose certificate nobody vouches for gets neither password nor letter',
  async (protocol, { secure }) => {
    const { got, open } = await givenServer(protocol, { secure })
    const { send } = await open()

    await expect(send(letter)).rejects.toMatchObject({ message: expect.stringMatching(/certificate/) })
    expect(got).toEqual({ passwords: [], letters: 0 })
  },
)

test.each(protocols)('over %s one that is vouched for gets both, by TLS', async (protocol, { secure }) => {
  const { folder, remove } = await testFolder()
  onTestFinished(remove)
  const made = writeCertificate(folder, 'localhost')
  const [cert, key] = [readFileSync(made.certificate, 'utf8'), readFileSync(made.key)]
  const authorities = getCACertificates()
  setDefaultCACertificates([...authorities, cert])
  onTestFinished(() => setDefaultCACertificates(authorities))
  const { got, open } = await givenServer(protocol, { secure, cert, key })
  const { send } = await open()

  await send(letter)

  expect(got).toEqual({ passwords: ['secret'], letters: 1 })
})

/** A server that takes letters from whoever signs in, which clients can do by TLS alone. */
async function givenServer(protocol: string, options: SMTPServerOptions) {
  const got = { passwords: [] as unknown[], letters: 0 }
  const server = new SMTPServer({
    ...options,
    onAuth: ({ password }, _session, done) => {
      got.passwords.push(password)
      done(null, { user: 'bell' })
    },
    onData: (stream, { secure: isSecure }, done) => {
      if (isSecure) got.letters++
      stream.resume()
      stream.on('end', done)
    },
  })
  server.on('error', () => undefined)
  const port = await listen(server)
  return {
    got,
    open: async () => {
      const smtpUrl = `${protocol}://bell:secret@localhost:${port}`
      const connection = await connectSmtp({ smtpUrl, from: 'bell@example.org' })
      onTestFinished(connection.close)
      return connection
    },
  }
}

async function listen(server: SMTPServer) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)))
  return (server.server.address() as { port: number }).port
}
