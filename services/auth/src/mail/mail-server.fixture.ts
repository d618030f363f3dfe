import { SMTPServer } from 'smtp-server'
import { onTestFinished } from 'vitest'

export interface ReceivedMail {
  to: string[]
  /** The message as it came over the wire, with soft line breaks and encoded characters undone. */
  text: string
}

/**
 * A real SMTP server on loopback that keeps what it gets. `refuseNext` has it answer the next message with this code.
 */
export async function testMailServer() {
  const received: ReceivedMail[] = []
  const refusals: number[] = []
  let heard = () => {}
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const code = refusals.shift()
        if (code !== undefined) return done(Object.assign(new Error('Not now'), { responseCode: code }))
        received.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: decoded(Buffer.concat(chunks).toString()),
        })
        done()
        heard()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as { port: number }
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)))

  return {
    mail: { smtpUrl: `smtp://127.0.0.1:${port}`, from: 'MusicBell <bell@example.org>' },
    received,
    refuseNext: (code: number) => void refusals.push(code),
    /** The first mail to this address whose text has this in it, once it has come. */
    async find(to: string, part: string): Promise<ReceivedMail> {
      for (;;) {
        const found = received.find((mail) => mail.to.includes(to) && mail.text.includes(part))
        if (found) return found
        await new Promise<void>((resolve) => (heard = resolve))
      }
    },
  }
}

/** The token in a mail's link. */
export const tokenIn = ({ text }: ReceivedMail, page: string) => new RegExp(`${page}#([\\w-]+)`).exec(text)![1]!

// Quoted-printable and base64 parts as they read; good enough to look for words in them.
function decoded(raw: string) {
  return raw
    .split(/\r\n(?=--)/)
    .map((part) => {
      const [head = '', ...body] = part.split('\r\n\r\n')
      const text = body.join('\r\n\r\n')
      if (/transfer-encoding: base64/i.test(head)) return `${head}\n\n${Buffer.from(text, 'base64').toString()}`
      if (!/transfer-encoding: quoted-printable/i.test(head)) return part
      const bytes = text
        .replaceAll('=\r\n', '')
        .replaceAll(/=([\dA-F]{2})/g, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
      return `${head}\n\n${Buffer.from(bytes, 'latin1').toString()}`
    })
    .join('\n')
}
