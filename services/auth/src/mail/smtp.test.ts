import { SMTPServer } from 'smtp-server'
import { expect, onTestFinished, test } from 'vitest'
import { connectSmtp } from './smtp.ts'

const letter = { id: 'letter-1', to: 'mina@example.org', subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' }

// smtp-server brings a certificate of its own, which nobody vouches for.
test.each([
  ['smtps', { secure: true }],
  ['smtp', { secure: false }],
])(
  'over %s a server whose certificate nobody vouches for gets neither password nor letter',
  async (protocol, { secure }) => {
    const got = { passwords: 0, letters: 0 }
    const server = new SMTPServer({
      secure,
      onAuth: (_auth, _session, done) => {
        got.passwords++
        done(null, { user: 'bell' })
      },
      onData: (stream, _session, done) => {
        got.letters++
        stream.resume()
        stream.on('end', done)
      },
    })
    server.on('error', () => undefined)
    const port = await listen(server)
    const { send, close } = await connectSmtp({
      smtpUrl: `${protocol}://bell:secret@localhost:${port}`,
      from: 'bell@example.org',
    })
    onTestFinished(close)

    await expect(send(letter)).rejects.toMatchObject({ message: expect.stringMatching(/certificate/) })
    expect(got).toEqual({ passwords: 0, letters: 0 })
  },
)

async function listen(server: SMTPServer) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)))
  return (server.server.address() as { port: number }).port
}
