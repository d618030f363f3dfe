import type { AuthDeps } from '../deps.ts'
import type { ClientTable } from '../tables.ts'

/** What other apps may ask for of a product's API: to read is every GET, to write is everything else. */
export const productScopes = ['music:read', 'music:write', 'img:read', 'img:write'] as const
export type ProductScope = (typeof productScopes)[number]

/** What an app may ask about the person who signs in; `offline_access` is a refresh token that outlives the sign-in. */
export const personScopes = ['openid', 'profile', 'email', 'offline_access'] as const

export const splitScopes = (text: string) => text.split(' ').filter(Boolean)

/** Those of a client's scopes that the product at this origin knows, space-separated. */
export function scopesAt(family: AuthDeps['family'], scopes: string, origin: string): string {
  return splitScopes(scopes)
    .filter((scope) => originOfScope(family, scope) === origin)
    .join(' ')
}

/** The origin of the product whose scope this is: it is the audience of tokens that carry it. */
export function originOfScope(family: AuthDeps['family'], scope: string): string | undefined {
  const [product] = scope.split(':', 1)
  return isProductScope(scope) ? family[product as 'music' | 'img'] : undefined
}

export const isProductScope = (scope: string): scope is ProductScope => productScopes.some((known) => known === scope)

/** Which ways a client of this kind gets its tokens. */
export function grantTypesOf(kind: ClientTable['kind']) {
  return kind === 'device'
    ? ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token']
    : ['authorization_code', 'refresh_token']
}
