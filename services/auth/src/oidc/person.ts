import { isOwnClient } from '@bell/platform/http'
import type { AccessToken, Account, ClientCredentials, KoaContextWithOIDC } from 'oidc-provider'
import { findAccount, type AccountRow } from '../accounts/accounts.queries.ts'
import type { AuthDeps } from '../deps.ts'

interface Person extends Account {
  account: AccountRow
}

/** An account as the provider knows people. A disabled one is as good as none: its codes and tokens are refused. */
export async function findPerson({ db }: Pick<AuthDeps, 'db'>, accountId: string): Promise<Person | undefined> {
  const account = await findAccount(db, accountId)
  if (!account || account.disabledAt !== null) return undefined
  const { id, name, email, role, language } = account
  return {
    accountId: id,
    account,
    claims: () => ({ sub: id, name, email, roles: [role], locale: language ?? undefined }),
  }
}

/**
 * What an access token for a product says of its person, read anew at every issue, and from which revision of the
 * account: a changed role makes products refuse those of an earlier one. Other apps' tokens carry nobody's power to look
 * after others, whoever signs in; and no session that they may outlive.
 */
export async function tokenClaims(ctx: KoaContextWithOIDC, token: AccessToken | ClientCredentials) {
  if (token.kind !== 'AccessToken' || token.aud === undefined) return undefined
  const { name, email, role, revision: rev } = (ctx.oidc.account as Person).account
  const { AuthorizationCode, RefreshToken } = ctx.oidc.entities
  const { amr, sessionUid } = AuthorizationCode ?? RefreshToken ?? {}
  if (isOwnClient(token.clientId!)) {
    const session = sessionUid === undefined ? undefined : await ctx.oidc.provider.Session.findByUid(sessionUid)
    const shared = session?.transient ? true : undefined
    return { sid: token.sid, name, email, roles: [role], amr, rev, shared }
  }
  const sid = token.expiresWithSession ? token.sid : undefined
  return { sid, name, roles: [role === 'listener' ? role : 'artist'], rev }
}
