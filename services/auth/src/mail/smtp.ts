import type { AuthDeps } from '../deps.ts'
import type { SendMail } from './send-mails.ts'

/** A connection to the mail server of the configuration; loaded only where there is one. */
export async function connectSmtp({ smtpUrl, from }: NonNullable<AuthDeps['mail']>) {
  const { createTransport } = await import('nodemailer')
  const { hostname, username } = new URL(smtpUrl)
  const transport = createTransport({
    url: smtpUrl,
    // A password crosses no network that others can listen to; smtps:// is encrypted from the start.
    requireTLS: username !== '' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname),
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    // Nothing of ours names a file or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const send: SendMail = async ({ id, to, subject, text, html }) => {
    await transport.sendMail({
      from,
      to: { name: '', address: to },
      subject,
      text,
      html,
      messageId: `<${id}@${from.replace(/^.*@/, '').replace(/>.*$/, '')}>`,
      // RFC 3834: no out-of-office answers to these.
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
  }
  return {
    send,
    /** Goes as far as a letter would be handed over. @throws where the server does not answer, or refuses us */
    verify: () => transport.verify(),
    close: () => transport.close(),
  }
}
