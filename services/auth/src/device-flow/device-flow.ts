import type { Client, ErrorOut, KoaContextWithOIDC } from 'oidc-provider'
import type { AuthDeps } from '../deps.ts'
import { hashOf } from '../oidc/sealing.ts'
import { placeOf } from '../sign-in/address.ts'

// RFC 8628. The pages are the web app's (`/device`); it speaks with the library's endpoint, which sends no page of its
// own but JSON, or back to the web app where a browser came by a form or a redirect.

const endpoint = '/oidc/device'
const guesses = { limit: 20, windowMs: 10 * 60_000 }
const second = 1000
/** How long a device waits between two questions, and how much longer each time it does not (RFC 8628 §3.5). */
const waits = { first: 5 * second, more: 5 * second, keptMs: 20 * 60_000 }

export const deviceCodeSeconds = 600

/** Where the library shows pages, what the web app needs to show its own. */
export const deviceFlow = {
  enabled: true,
  charset: 'base-20',
  mask: '****-****',
  userCodeInputSource(ctx: KoaContextWithOIDC, _form: string, _out?: ErrorOut, error?: Error) {
    const problem = error && (problems[error.name] ?? 'failed')
    // The secret of the form: whoever can read it is a page of this origin.
    answer(ctx, { xsrf: ctx.oidc.session?.state?.['secret'], problem }, `problem=${problem ?? ''}`)
  },
  userCodeConfirmSource(
    ctx: KoaContextWithOIDC,
    _form: string,
    client: Client,
    _device: Record<string, unknown>,
    userCode: string,
  ) {
    answer(ctx, { xsrf: ctx.oidc.session?.state?.['secret'], client: { name: client.clientName }, userCode }, '')
  },
  successSource(ctx: KoaContextWithOIDC) {
    answer(ctx, { done: true }, 'done=1')
  },
} as const

const problems: Record<string, string | undefined> = {
  NoCodeError: 'not_found',
  NotFoundError: 'not_found',
  ExpiredError: 'expired',
  AlreadyUsedError: 'used',
  AbortedError: 'cancelled',
}

function answer(ctx: KoaContextWithOIDC, body: object, query: string) {
  if (ctx.accepts('json', 'html') === 'html') {
    ctx.status = 303
    ctx.redirect(`/device?${query}`)
  } else {
    ctx.status = 200
    ctx.body = body
  }
}

/** Middleware: what the library leaves to others about codes: where they are typed in, guessing, and asking too often. */
export function deviceFlowRules({ keyValue, origin, clock }: Pick<AuthDeps, 'keyValue' | 'origin' | 'clock'>) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    const isGuess = ctx.method === 'POST' && ctx.path === endpoint
    const key = `device-guesses:${placeOf(ctx.ip)}`
    if (isGuess && (await keyValue.increment(key, { ttlMs: guesses.windowMs })) > guesses.limit) {
      answer(ctx, { problem: 'too_many' }, 'problem=too_many')
      return
    }
    await next()
    const oidc = ctx.oidc as KoaContextWithOIDC['oidc'] | undefined
    if (isGuess && oidc?.entities.DeviceCode) await keyValue.increment(key, { by: -1, ttlMs: guesses.windowMs })
    if (oidc?.route === 'device_authorization' && ctx.status === 200) {
      const body = ctx.body as Record<string, unknown>
      body['verification_uri'] = `${origin}/device`
      body['verification_uri_complete'] = `${origin}/device?user_code=${String(body['user_code'])}`
      body['interval'] = waits.first / second
    }
    const pending =
      oidc?.route === 'token' && (ctx.body as { error?: unknown } | undefined)?.error === 'authorization_pending'
    if (pending && (await asksTooOften(String(oidc.params?.device_code)))) {
      ctx.body = { error: 'slow_down', error_description: 'ask less often: five seconds more between two questions' }
    }
  }

  async function asksTooOften(deviceCode: string) {
    const key = `device-poll:${hashOf(deviceCode)}`
    const [askedAt, wait] = ((await keyValue.get(key)) ?? `0 ${waits.first}`).split(' ').map(Number) as [number, number]
    const now = clock.now()
    // A quarter of a second for what the network makes of five.
    const tooOften = now - askedAt < wait - second / 4
    await keyValue.set(key, `${now} ${tooOften ? wait + waits.more : wait}`, { ttlMs: waits.keptMs })
    return tooOften
  }
}
