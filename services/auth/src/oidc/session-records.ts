import { inTransaction } from '@bell/platform/database'
import { Provider, type Adapter, type AdapterPayload } from 'oidc-provider'
import type { AuthDeps } from '../deps.ts'
import { noteDevice } from '../devices/note-device.ts'
import { recordAdapter } from './records.ts'
import { hashOf } from './sealing.ts'
import { endSession } from './sessions.ts'

/**
 * Sessions of browsers at AuthBell. What the library destroys has ended with everything that was issued in it, and
 * whoever has to hear of it is written down in the same transaction.
 */
export function sessionRecords(deps: Pick<AuthDeps, 'db' | 'clock' | 'newId' | 'clients' | 'secret'>): Adapter {
  const { db, clock } = deps
  const records = recordAdapter(deps, 'Session')

  // The library asks for no session's age; what has expired stays in the table until it is swept away.
  const inTime = (session: AdapterPayload | undefined) =>
    session?.exp !== undefined && session.exp * 1000 <= clock.now() ? undefined : session

  return {
    ...records,
    find: async (id) => inTime((await records.find(id)) ?? undefined),
    findByUid: async (uid) => inTime((await records.findByUid(uid)) ?? undefined),

    async upsert(id, payload, expiresIn) {
      if (payload.accountId !== undefined) await noteDevice(deps, payload as SessionPayload, expiresIn ?? 0)
      await records.upsert(id, payload, expiresIn)
    },

    async destroy(id) {
      // At a sign-in the library gives the session another id (nobody can have planted it); the session goes on.
      const session = Provider.ctx?.oidc.session as { oldId?: string } | undefined
      if (session?.oldId === id) return records.destroy(id)
      await inTransaction(db, async (tx) => {
        const row = await tx
          .selectFrom('oidcRecord')
          .select('uid')
          .where('model', '=', 'Session')
          .where('hash', '=', hashOf(id))
          .executeTakeFirst()
        const route = Provider.ctx?.oidc.route
        const reason = route === 'end_session_confirm' ? 'signed_out' : 'replaced'
        if (row?.uid) await endSession(tx, deps, row.uid, { reason })
      })
    },
  }
}

export type SessionPayload = AdapterPayload & { uid: string; accountId: string }
