import { isOwnClient } from '@bell/platform/http'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { AuthDeps } from '../deps.ts'
import { endSession, endSessionsNow } from './sessions.ts'

/** What ends a session beyond what the library does by itself; runs after it, before the answer leaves. */
export function endSessionsAfter(deps: Pick<AuthDeps, 'db' | 'clock' | 'stream' | 'log'>) {
  const end = (uid: string, clientId?: string) =>
    endSessionsNow(deps, (tx) => endSession(tx, uid, deps.clock.now(), clientId))

  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next()
    // Addresses that the provider does not know have no `oidc`.
    const oidc = ctx.oidc as KoaContextWithOIDC['oidc'] | undefined
    const token = oidc?.entities.RefreshToken
    if (oidc?.route === 'token' && ctx.status === 400 && token?.consumed && token.sessionUid) {
      const { accountId, clientId } = token
      deps.log.warn({ accountId, clientId }, 'A used refresh token came back: its family has ended')
      await end(token.sessionUid, clientId)
    }
    // A product that revokes its own refresh token signs the person out, everywhere; any other app only itself.
    const revoked = oidc?.route === 'revocation' && ctx.status === 200 && oidc.client?.clientId === token?.clientId
    if (revoked && token?.sessionUid && isOwnClient(token.clientId!)) await end(token.sessionUid)
    // The browser's own sign-out.
    const session = oidc?.route === 'end_session_confirm' ? oidc.session : undefined
    if (session?.accountId && 'destroyed' in session && session.destroyed) await end(session.uid)
  }
}
