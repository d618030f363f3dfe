import { DatabaseUnavailable, inTransaction } from '@bell/platform/database'
import { isDiskFull } from '@bell/platform/disk'
import { Provider, errors, type Adapter, type AdapterPayload, type KoaContextWithOIDC } from 'oidc-provider'
import type { AuthDeps } from '../deps.ts'
import { endAfterReuse, endWithToken, noteRotation, type Rotation } from './families.ts'
import { expiryOf } from './records.ts'
import { hashOf, open, seal } from './sealing.ts'

/** How long the token just replaced still gets its successor again, for an answer that was lost. */
const retryGraceMs = 10_000
/** The same for who names the attempt that used it (`idempotency_key`), which no thief of the token can. */
const sameAttemptMs = 600_000

const purpose = 'AuthBell refresh successor'

/**
 * Refresh tokens that rotate by compare-and-set: of requests that present one token at the same time, one makes the
 * successor and the others, like a retry within the grace, are given that same one. The library has no place for this
 * in its adapter, so the answer's token is put right by `answerWithSuccessor` after it has run. While nothing can be
 * written (`read_only`, a full disk) a token gets itself for a successor, so that reading and listening go on.
 */
export function refreshTokens(deps: Pick<AuthDeps, 'db' | 'clock' | 'newId' | 'clients' | 'log'>) {
  const { db, clock, newId } = deps
  const successors = new WeakMap<object, string>()

  /** Whether who comes again with a token that was consumed then may be one whose answer was lost. */
  function isRetry(consumedAt: number, attemptHash: string | null) {
    const age = clock.now() - consumedAt
    return age <= retryGraceMs || (age <= sameAttemptMs && attemptHash !== null && attemptHash === attemptNow())
  }

  async function findSuccessor(within: AuthDeps['db'], hash: string) {
    const row = await within
      .selectFrom('refreshToken')
      .select('sealedSuccessor')
      .where('hash', '=', hash)
      .executeTakeFirst()
    return row?.sealedSuccessor
  }

  const adapter: Adapter = {
    async upsert(id, payload, expiresIn) {
      const values = {
        hash: hashOf(id),
        payload: JSON.stringify({ ...payload, jti: undefined }),
        accountId: payload.accountId!,
        clientId: payload.clientId!,
        grantId: payload.grantId!,
        sessionUid: payload.sessionUid ?? null,
        expiresAt: expiryOf(payload, expiresIn, clock.now()),
      }
      const context = Provider.ctx
      const replaced = context?.oidc.entities.RotatedRefreshToken?.jti
      if (replaced === undefined) {
        await db
          .insertInto('refreshToken')
          .values({ ...values, familyId: newId(), generation: 1 })
          .execute()
        return
      }
      const hash = hashOf(replaced)
      const sealedSuccessor = seal(replaced, purpose, id, hash)
      const sealedItself = seal(replaced, purpose, replaced, hash)
      let rotated: Rotation | undefined
      const earlier = await inTransaction(db, async (tx) => {
        const won = await tx
          .updateTable('refreshToken')
          .set({ consumedAt: clock.now(), successorHash: values.hash, sealedSuccessor, attemptHash: attemptNow() })
          .where('hash', '=', hash)
          .where('consumedAt', 'is', null)
          .returning(['familyId', 'generation'])
          .executeTakeFirst()
        if (won) {
          // What was issued before families had names begins one here.
          rotated = { familyId: won.familyId ?? newId(), generation: (won.generation ?? 0) + 1 }
          await tx
            .insertInto('refreshToken')
            .values({ ...values, ...rotated })
            .execute()
          await noteRotation(tx, deps, values, rotated)
          return undefined
        }
        return (await findSuccessor(tx, hash)) ?? null
      }).catch(async (error: unknown) => {
        const isReadOnly = error instanceof DatabaseUnavailable && error.code === 'read_only'
        if (!isReadOnly && !isDiskFull(error)) throw error
        // One that was replaced before, by an answer that was lost, is not good for long.
        return (await findSuccessor(db, hash)) ?? sealedItself
      })
      if (earlier === undefined) {
        const { clientId, accountId } = values
        deps.log.info({ ...rotated, clientId, accountId }, 'refresh_token_rotated')
        return
      }
      if (earlier === null) throw new errors.InvalidGrant('refresh token already used')
      successors.set(context!, open(replaced, purpose, earlier, hash))
    },

    async find(id) {
      const row = await db
        .selectFrom('refreshToken as token')
        .leftJoin('refreshToken as successor', 'successor.hash', 'token.successorHash')
        .select([
          'token.payload',
          'token.consumedAt',
          'token.attemptHash',
          'successor.hash as successor',
          'successor.consumedAt as successorUsedAt',
        ])
        .where('token.hash', '=', hashOf(id))
        .executeTakeFirst()
      if (row === undefined) return undefined
      const payload = { ...(JSON.parse(row.payload) as AdapterPayload), jti: id }
      if (row.consumedAt === null) return payload
      const isUnused = row.successor !== null && row.successorUsedAt === null
      return isUnused && isRetry(row.consumedAt, row.attemptHash)
        ? payload
        : { ...payload, consumed: Math.floor(row.consumedAt / 1000) }
    },

    // Using a token and making its successor are one step, in `upsert`.
    consume: () => Promise.resolve(),

    // A token that is destroyed takes with it what it was good for, at once or not at all: a crash loses no sign-out.
    async destroy(id) {
      const hash = hashOf(id)
      await inTransaction(db, async (tx) => {
        const row = await tx.selectFrom('refreshToken').selectAll().where('hash', '=', hash).executeTakeFirst()
        await tx.deleteFrom('refreshToken').where('hash', '=', hash).execute()
        if (row) await endWithToken(tx, deps, row, Provider.ctx?.oidc.route)
      })
    },

    async revokeByGrantId(grantId) {
      const { route, entities } = Provider.ctx?.oidc ?? {}
      await inTransaction(db, async (tx) => {
        // Reuse of a token ends its family in `destroy`, which must still find it; reuse of a code ends it here.
        if (route === 'token' && entities?.RefreshToken) return
        const token = await tx.selectFrom('refreshToken').selectAll().where('grantId', '=', grantId).executeTakeFirst()
        await tx.deleteFrom('refreshToken').where('grantId', '=', grantId).execute()
        if (token && route === 'token') await endAfterReuse(tx, deps, token, 'code_reused')
      })
    },

    findByUid: () => Promise.reject(new Error('A refresh token has no uid.')),
    findByUserCode: () => Promise.reject(new Error('A refresh token has no user code.')),
  }

  /** Middleware: the answer to those who came second holds the successor that the first one made. */
  async function answerWithSuccessor(ctx: KoaContextWithOIDC, next: () => Promise<void>) {
    await next()
    const successor = successors.get(ctx)
    if (successor !== undefined && ctx.status === 200) (ctx.body as { refresh_token: string }).refresh_token = successor
  }

  return { adapter, answerWithSuccessor }
}

/** The name that this request gives its attempt, hashed; null where it gives none. */
function attemptNow() {
  const name = Provider.ctx?.oidc.body?.['idempotency_key']
  return typeof name === 'string' ? hashOf(name) : null
}
