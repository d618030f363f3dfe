import { z } from 'zod'
import { inTransaction, type Db } from '../database/index.ts'
import type { Clock } from '../clock/index.ts'
import { badRequest, type App } from '../http/index.ts'
import type { KeyValue } from '../key-value/index.ts'
import type { Denial, Denials } from './denials.ts'
import { denyTokensEvent, logoutEvent, type LogoutClaims } from './logout-token.ts'
import type { SessionTables } from './session.tables.ts'

const Body = z.object({ logout_token: z.string().max(8000) })
const mostBytes = 10_000

interface BackchannelOptions {
  product: string
  db: Db<SessionTables>
  denials: Denials
  keyValue: KeyValue
  clock: Clock
  verify: (token: string) => Promise<LogoutClaims>
}

/**
 * Where AuthBell tells that a session has ended (OpenID Connect Back-Channel Logout 1.0 §2.5). No cookie and no origin
 * authorises it, only AuthBell's signature. What it says is in the database before it is acknowledged.
 */
export async function backchannelLogoutRoute(app: App, o: BackchannelOptions) {
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: mostBytes },
      (_request, text, done) => done(null, Object.fromEntries(new URLSearchParams(text as string))),
    )
    scope.post(
      '/session/backchannel-logout',
      { schema: { tags: ['session'], hide: true, body: Body }, bodyLimit: mostBytes },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const claims = await o.verify((request.body as z.infer<typeof Body>).logout_token)
        const denial = denialOf(claims, o.clock.now())
        await refuseReplay(o, claims)
        await inTransaction(o.db, (tx) => o.denials.deny(tx, denial))
        await o.denials.announce(denial)
        return reply.code(204).send()
      },
    )
  })
}

function denialOf({ sub, sid, events }: LogoutClaims, now: number): Denial {
  if (logoutEvent in events) {
    // AuthBell names the session in every logout token; one that means all of a person's would end nothing exactly.
    if (sid === undefined) throw unclear()
    return { kind: 'session', subject: sid, at: now, revision: 0 }
  }
  const what = events[denyTokensEvent]
  if ('clientId' in what && what.wholly) return { kind: 'client', subject: what.clientId, at: what.at, revision: 0 }
  if (sub === undefined) throw unclear()
  if ('clientId' in what) return { kind: 'client', subject: `${what.clientId} ${sub}`, at: what.at, revision: 0 }
  return { kind: 'person', subject: sub, at: now, revision: what.revision }
}

// Sent anew, a message is signed anew; the same token a second time comes from someone who overheard it.
async function refuseReplay({ product, keyValue, clock }: BackchannelOptions, { jti, exp }: LogoutClaims) {
  const ttlMs = Math.max(1000, Math.ceil(exp * 1000 - clock.now())) + 60_000
  if (!(await keyValue.compareAndSet(`logout-token:${product}:${jti}`, undefined, '1', { ttlMs })))
    throw badRequest('logout_token_replayed', 'This logout token was used before.')
}

const unclear = () => badRequest('invalid_logout_token', 'The logout token names neither a session nor a person.')
