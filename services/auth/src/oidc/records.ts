import { createHmac } from 'node:crypto'
import type { ExpressionBuilder } from 'kysely'
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider'
import type { AuthDeps } from '../deps.ts'
import type { AuthTables } from '../tables.ts'
import { hashOf, open, seal } from './sealing.ts'

const purpose = 'AuthBell device codes'

/**
 * Keeps one kind of oidc-provider's records (sessions, grants, codes, interactions, opaque access tokens) in the
 * database. Rows are found by the hash of the id, and no payload repeats the id: the table gives nobody a session.
 */
export function recordAdapter(
  { db, clock, secret }: Pick<AuthDeps, 'db' | 'clock' | 'secret'>,
  model: string,
): Adapter {
  const row = (id: string) => ({ model, hash: hashOf(id) })
  // Short as they are, user codes would be guessed from a plain hash.
  const hashOfUserCode = (userCode: string) =>
    createHmac('sha256', secret).update(`user code\n${userCode}`).digest('base64url')

  return {
    async upsert(id, payload, expiresIn) {
      const { userCode, ...rest } = withoutId(model, payload, id)
      const sealed = model === 'DeviceCode' && { sealedId: seal(secret, purpose, id, row(id).hash) }
      const values = {
        payload: JSON.stringify({ ...rest, ...sealed, ...hiddenDeviceCode(rest) }),
        uid: model === 'Session' ? (payload.uid ?? null) : null,
        accountId: payload.accountId ?? null,
        clientId: payload.clientId ?? null,
        grantId: payload.grantId ?? null,
        expiresAt: expiryOf(payload, expiresIn, clock.now()),
      }
      const userCodeHash = userCode === undefined ? null : hashOfUserCode(userCode)
      const inserted = await db
        .insertInto('oidcRecord')
        .values({ ...row(id), ...values, userCodeHash, consumedAt: null })
        .onConflict((conflict) => {
          const known = conflict.columns(['model', 'hash'])
          return model === 'ReplayDetection' ? known.doNothing() : known.doUpdateSet(values)
        })
        .executeTakeFirst()
      // The library looks first and writes then; of two with one id at the same moment, one comes here second.
      if (model === 'ReplayDetection' && inserted.numInsertedOrUpdatedRows === 0n)
        throw new errors.InvalidClientAuth('client assertion tokens must only be used once')
    },

    async find(id) {
      const { model, hash } = row(id)
      const found = await db
        .selectFrom('oidcRecord')
        .select(['payload', 'consumedAt'])
        .where('model', '=', model)
        .where('hash', '=', hash)
        .where(hasNotEnded)
        .executeTakeFirst()
      return found && withId(model, shownDeviceCode(JSON.parse(found.payload) as AdapterPayload), id, found.consumedAt)
    },

    // A session found by its uid is only looked at, never saved: its id stays unknown.
    async findByUid(uid) {
      const found = await db
        .selectFrom('oidcRecord')
        .select('payload')
        .where('uid', '=', uid)
        .where('model', '=', model)
        .where(hasNotEnded)
        .executeTakeFirst()
      return found && (JSON.parse(found.payload) as AdapterPayload)
    },

    async consume(id) {
      const { model, hash } = row(id)
      const consumed = await db
        .updateTable('oidcRecord')
        .set({ consumedAt: clock.now() })
        .where('model', '=', model)
        .where('hash', '=', hash)
        .where('consumedAt', 'is', null)
        .executeTakeFirst()
      // Two requests with one code read it at the same time; only one of them may go on.
      if (consumed.numUpdatedRows === 0n) throw alreadyUsed(model)
    },

    async destroy(id) {
      const { model, hash } = row(id)
      await db.deleteFrom('oidcRecord').where('model', '=', model).where('hash', '=', hash).execute()
    },

    async revokeByGrantId(grantId) {
      await db.deleteFrom('oidcRecord').where('model', '=', model).where('grantId', '=', grantId).execute()
    },

    async findByUserCode(userCode) {
      const found = await db
        .selectFrom('oidcRecord')
        .select(['hash', 'payload', 'consumedAt'])
        .where('userCodeHash', '=', hashOfUserCode(userCode))
        .where('model', '=', model)
        .executeTakeFirst()
      if (!found) return undefined
      const { sealedId, ...payload } = JSON.parse(found.payload) as AdapterPayload & { sealedId: string }
      return { ...withId(model, payload, open(secret, purpose, sealedId, found.hash), found.consumedAt), userCode }
    },
  }

  // While a person confirms a device, the sign-in that is under way names its code.
  function hiddenDeviceCode({ deviceCode }: AdapterPayload) {
    return model === 'Interaction' && deviceCode && { deviceCode: seal(secret, purpose, deviceCode, model) }
  }

  function shownDeviceCode(payload: AdapterPayload): AdapterPayload {
    const { deviceCode } = payload
    if (model !== 'Interaction' || !deviceCode) return payload
    return { ...payload, deviceCode: open(secret, purpose, deviceCode, model) }
  }
}

function alreadyUsed(model: string) {
  return model === 'PushedAuthorizationRequest'
    ? new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used')
    : new errors.InvalidGrant('code already consumed')
}

// Of records only sessions have a uid.
function hasNotEnded(where: ExpressionBuilder<AuthTables, 'oidcRecord'>) {
  const ended = where.selectFrom('endedSession').select('endedSession.uid')
  return where.not(where.exists(ended.whereRef('endedSession.uid', '=', 'oidcRecord.uid')))
}

/** Seconds since 1970 where the payload says so, else from now on; as milliseconds. */
export function expiryOf(payload: AdapterPayload, expiresIn: number | undefined, now: number) {
  return payload.exp === undefined ? now + (expiresIn ?? 0) * 1000 : payload.exp * 1000
}

function withoutId(model: string, payload: AdapterPayload, id: string): AdapterPayload {
  if (model !== 'Interaction') return { ...payload, jti: undefined }
  const { session, returnTo, ...rest } = { ...payload, jti: undefined }
  // Where to go on ends in the id; and the session's own id is not asked for again.
  return {
    ...rest,
    ...(session && { session: { ...session, cookie: '' } }),
    ...(returnTo && { returnTo: returnTo.endsWith(`/${id}`) ? returnTo.slice(0, -id.length) : returnTo }),
  }
}

function withId(model: string, payload: AdapterPayload, id: string, consumedAt: number | null): AdapterPayload {
  return {
    ...payload,
    jti: id,
    ...(consumedAt !== null && { consumed: Math.floor(consumedAt / 1000) }),
    ...(model === 'Interaction' && payload.returnTo?.endsWith('/') && { returnTo: payload.returnTo + id }),
  }
}
