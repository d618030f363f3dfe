import { setTimeout as wait } from 'node:timers/promises'
import type { Write } from './documents.ts'
import { halfByChance, tooBusy, type Request } from './request.ts'

/** What became of a write; `busy` is no end: it is tried again for a while. */
export type Outcome = { state: 'taken' | 'older' | 'no index' | 'busy' } | { state: 'refused'; reason: string }

interface Waiting {
  lines: string
  /** How many of the lines' pairs there are, one an alias. */
  count: number
  resolve(outcomes: Outcome[]): void
  reject(error: unknown): void
}

const pausesMs = [100, 200, 400, 800]
const mostWrites = 1000
const mostCharacters = 4_000_000
const mostRequests = 2

/**
 * Writes to aliases. Those that wait while others are under way share a request, since each costs the engine a sync of
 * its log however small it is; there is another request beside it only where it is full.
 */
export function createBulk(request: Request) {
  const waiting: Waiting[] = []
  let running = 0

  /**
   * To several aliases in one request, each time: an engine looks once a request at what they lead to, so that none is
   * moved in between.
   * @returns an outcome an alias
   * @throws SearchUnavailable
   */
  function put(aliases: string[], { id, version, source }: Write) {
    const lines = aliases.map((alias) => {
      const action = { index: { _index: alias, _id: id, version, version_type: 'external_gte' } }
      return `${JSON.stringify(action)}\n${JSON.stringify(source)}\n`
    })
    return new Promise<Outcome[]>((resolve, reject) => {
      waiting.push({ lines: lines.join(''), count: aliases.length, resolve, reject })
      // A moment later: what the caller has besides goes along.
      if (waiting.length === 1) queueMicrotask(start)
    })
  }

  function start() {
    while (waiting.length > 0 && running < (waiting.length < mostWrites ? 1 : mostRequests)) {
      running++
      void sendSome(takeSome()).finally(() => {
        running--
        start()
      })
    }
  }

  function takeSome() {
    let characters = 0
    let count = 0
    while (count < Math.min(waiting.length, mostWrites)) {
      characters += waiting[count]!.lines.length
      if (count > 0 && characters > mostCharacters) break
      count++
    }
    return waiting.splice(0, count)
  }

  async function sendSome(writes: Waiting[]) {
    try {
      let left = writes
      for (const pause of [...pausesMs, undefined]) {
        const outcomes = await send(left)
        const busy: Waiting[] = []
        left.forEach((write, at) => {
          const isBusy = outcomes[at]!.some(({ state }) => state === 'busy')
          if (isBusy && pause !== undefined) busy.push(write)
          else write.resolve(outcomes[at]!)
        })
        if (busy.length === 0) return
        left = busy
        await wait(halfByChance(pause!))
      }
    } catch (error) {
      for (const write of writes) write.reject(error)
    }
  }

  async function send(writes: Waiting[]): Promise<Outcome[][]> {
    const { items, error } = await request<Answer>('POST', bulkPath, {
      body: writes.map((write) => write.lines).join(''),
      pausesMs,
      also: [400, 413],
    })
    if (items) {
      const outcomes = items.map(({ index }) => outcomeOf(index))
      return writes.map(({ count }) => outcomes.splice(0, count))
    }
    // One that is no write at all, or too large, has the engine refuse them all: halves find which.
    if (writes.length === 1) return [[{ state: 'refused', reason: error?.reason ?? 'it is too large' }]]
    const half = Math.ceil(writes.length / 2)
    return [...(await send(writes.slice(0, half))), ...(await send(writes.slice(half)))]
  }

  return { put }
}

// Nothing is made by writing to it: a name that is no alias of ours is 'no index'. A template of the cluster's owner may
// name a pipeline, which would change documents on their way in.
const bulkPath =
  '/_bulk?require_alias=true&pipeline=_none&filter_path=error.reason,items.*.status,items.*.error.type,items.*.error.reason'

interface Answer {
  items?: { index: Item }[]
  error?: { reason?: string }
}

interface Item {
  status: number
  error?: { type: string; reason: string }
}

function outcomeOf({ status, error }: Item): Outcome {
  if (status < 300) return { state: 'taken' }
  if (error?.type === 'version_conflict_engine_exception') return { state: 'older' }
  if (error?.type === 'index_not_found_exception') return { state: 'no index' }
  // A disk that is too full closes the index for writing until there is room.
  if (tooBusy.has(status) || error?.type === 'cluster_block_exception') return { state: 'busy' }
  return { state: 'refused', reason: error?.reason ?? `status ${status}` }
}
