import { DatabaseUnavailable } from '@bell/platform/database'
import { isDiskFull } from '@bell/platform/disk'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'

/**
 * While the database is away, or has no room, the provider answers 503 and OAuth's `temporarily_unavailable` (RFC 6749, section 4.1.2.1)
 * in place of its 500: clients then try again, and nobody is signed out.
 */
export function answerOutages(provider: Provider) {
  provider.use(async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      if (!isOutage(error)) throw error
      answer(ctx, error)
    }
  })
  // What the provider caught itself. An error that goes back to the client by a redirect stays as it is.
  provider.on('server_error', (ctx, error) => {
    if (isOutage(error) && ctx.status >= 500) answer(ctx, error)
  })
}

/** Whether the same request may be answered later. */
export function isOutage(error: unknown): error is Error {
  return error instanceof DatabaseUnavailable || isDiskFull(error)
}

function answer(ctx: Pick<KoaContextWithOIDC, 'status' | 'body' | 'set' | 'type'>, error: Error) {
  const page = ctx.type === 'text/html' ? ctx.body : undefined
  ctx.body = page ?? { error: 'temporarily_unavailable', error_description: error.message }
  ctx.status = 503
  ctx.set('Retry-After', '1')
}
