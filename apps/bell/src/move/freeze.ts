import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '@bell/platform/database'
import { conflict } from '@bell/platform/http'
import { beginReadOnly, endReadOnly, forGood, keepReadOnly, type LeaseTables } from '@bell/platform/leases'

/** The tables of one service that nobody is to write to. */
export interface Frozen {
  service: string
  db: Db<LeaseTables>
  tables: string[]
}

/**
 * Makes all services read-only, in every process that uses their tables: reading goes on, writes are answered 503
 * read_only. When this process dies, it ends within `lifeMs`: so long after its last word.
 * @throws AppError move_elsewhere
 */
export async function freeze(all: Frozen[], lifeMs = 15_000) {
  let began = Infinity
  const tokens = new Map<Frozen, number>()
  let failure: unknown
  const timer = setInterval(() => {
    for (const [frozen, token] of tokens) {
      keepReadOnly(frozen.db, token, lifeMs).then(
        (isKept) => isKept || (failure ??= lost(frozen)),
        // A database that is away for a moment may answer the next time, which is soon enough.
        () => undefined,
      )
    }
  }, lifeMs / 6)

  async function end() {
    clearInterval(timer)
    const ends = await Promise.allSettled(tokens.keys().map(({ db, tables }) => endReadOnly(db, tables)))
    for (const one of ends) if (one.status === 'rejected') throw one.reason
  }

  try {
    for (const frozen of all) {
      tokens.set(frozen, await take(frozen, lifeMs))
      began = Math.min(began, performance.now())
    }
  } catch (error) {
    await end()
    throw error
  }

  return {
    /** How long nobody could write, in milliseconds. */
    lasted: () => performance.now() - began,
    /** @throws AppError move_interrupted where somebody may have written */
    check() {
      if (failure !== undefined) throw failure
    },
    /** From now on nobody ever writes here, unless told otherwise. @throws AppError move_interrupted */
    async forGood() {
      clearInterval(timer)
      for (const [frozen, token] of tokens) {
        if (!(await keepReadOnly(frozen.db, token, forGood))) throw lost(frozen)
      }
    },
    end,
  }
}

/** Waits where a move was broken off a moment ago. */
async function take({ service, db, tables }: Frozen, lifeMs: number) {
  for (let waited = 0; waited <= 2 * lifeMs; waited += 1000) {
    const token = await beginReadOnly(db, tables, lifeMs)
    if (token !== undefined) return token
    await wait(1000)
  }
  throw conflict('move_elsewhere', `Another move of ${service} is under way: let it end, or end it.`)
}

function lost({ service }: Frozen) {
  const detail = `${service} could be written to again before all was compared, since its database or this command stood still: move again for the rest.`
  return conflict('move_interrupted', detail)
}
