import { connectSmtp } from '@bell/auth'
import type { Config } from '../config.ts'
import { good, inMs, type Finding } from './finding.ts'

/** The mail server: that it answers and lets us in. No letter is sent. */
export async function checkMail({ smtpUrl }: Config): Promise<Finding[]> {
  if (smtpUrl === undefined) return []
  const { verify, close } = await connectSmtp({ smtpUrl, from: 'bell@localhost' })
  const began = performance.now()
  try {
    await verify()
    return [good('letters', `${new URL(smtpUrl).host} lets us in, ${inMs(performance.now() - began)}`)]
  } finally {
    close()
  }
}

/** The collector of traces: that it takes some, though none are in it. */
export async function checkTraces({ otlpUrl }: Config): Promise<Finding[]> {
  if (otlpUrl === undefined) return []
  const began = performance.now()
  const { ok, status } = await fetch(`${otlpUrl.replace(/\/$/, '')}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [] }),
    redirect: 'error',
    signal: AbortSignal.timeout(5000),
  })
  if (!ok) throw new Error(`It answers ${status} to traces.`)
  return [good('traces', `${new URL(otlpUrl).host} takes them, ${inMs(performance.now() - began)}`)]
}
