import { isOwnClient } from '@bell/platform/http'
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { isProductScope, productScopes, splitScopes } from '../clients/scopes.ts'
import { noteUse } from '../consent/consents.queries.ts'
import type { AuthDeps } from '../deps.ts'
import { allowFormTarget } from './cross-origin.ts'

/** Middleware: what an answer still lacks where apps beyond the family are concerned. */
export function finishForOtherApps({ db, clock }: Pick<AuthDeps, 'db' | 'clock'>) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next()
    const oidc = ctx.oidc as KoaContextWithOIDC['oidc'] | undefined
    if (oidc === undefined) return
    if (oidc.route === 'discovery') {
      const body = ctx.body as { scopes_supported: string[] }
      body.scopes_supported = [...body.scopes_supported, ...productScopes]
    }
    const { client, account } = oidc
    if (oidc.route === 'token' && ctx.status === 200 && client && account && !isOwnClient(client.clientId)) {
      tellWholeScope(ctx)
      await noteUse(db, { accountId: account.accountId, clientId: client.clientId }, clock.now())
    }
    // Pages whose form leads, at once or by a redirect, to the app.
    if (ctx.type === 'text/html' && ctx.status === 200) {
      const { params, entities } = oidc
      if (oidc.route === 'authorization') allowFormTarget(ctx, params?.redirect_uri)
      if (oidc.route === 'resume') allowFormTarget(ctx, entities.Interaction?.params.redirect_uri)
      if (oidc.route === 'end_session' && oidc.session?.accountId === undefined)
        allowFormTarget(ctx, params?.post_logout_redirect_uri)
    }
  }
}

/**
 * Libraries keep the `scope` of an answer and send it along at a refresh. The library tells that of this one token, for
 * one place; with it nobody could get a token for another place. So the answer tells all that the refresh token is for.
 */
function tellWholeScope({ oidc, body }: KoaContextWithOIDC) {
  const { AuthorizationCode: code, DeviceCode: deviceCode, RefreshToken: refreshToken } = oidc.entities
  const granted = oidc.params?.scope ?? (code ?? deviceCode ?? refreshToken)?.scope
  if (typeof granted !== 'string') return
  const allowed = splitScopes((oidc.client!['product_scopes'] as string | undefined) ?? '')
  const told = splitScopes(granted).filter((scope) => !isProductScope(scope) || allowed.includes(scope))
  ;(body as { scope: string }).scope = told.join(' ')
}

/**
 * How the library calls addresses that an admin typed (keys of apps). It brings a dispatcher that hangs up on private
 * addresses, whatever a name leads to; the operator may do without it.
 */
export function fetchOfApps({ privateApps }: Pick<AuthDeps, 'privateApps'>): NonNullable<Configuration['fetch']> {
  return (url, options) => {
    const { dispatcher, ...rest } = options as RequestInit & { dispatcher?: unknown }
    return fetch(url, { ...rest, redirect: 'error', ...(!privateApps && { dispatcher }) } as RequestInit)
  }
}
