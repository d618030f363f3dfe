import type { Revision, SearchDocument } from '@bell/platform/search-index'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SearchSource } from '../documents.ts'

/** Some rows in the order of ids; `until` is undefined for what comes after the last one. */
export interface Range {
  rows: (SearchDocument | Revision)[]
  after: string
  until: string | undefined
}

// About 5 ms of reading and of folding words.
const rowsAtOnce = 100
const workers = 4

/**
 * Works through all rows, some ranges of ids at a time, the last of them open to the end. `settled` is told in the order
 * of ids, so that all up to there is done.
 */
export async function walk<T>(o: {
  source: SearchSource
  after: string
  signal: AbortSignal
  work(range: Range): Promise<T>
  settled(result: T, range: Range): void
}) {
  const inHand: { range: Range; result: Promise<T> }[] = []
  let after: string | undefined = o.after

  async function settleFirst() {
    const { range, result } = inHand.shift()!
    o.settled(await result, range)
  }

  while (after !== undefined) {
    o.signal.throwIfAborted()
    const rows: Range['rows'] = await o.source.read({ after, limit: rowsAtOnce })
    const until: string | undefined = rows.length === 0 ? undefined : rows.at(-1)!.id
    const range = { rows, after, until }
    const result = o.work(range)
    // It is awaited in its turn, maybe after another one has failed.
    result.catch(() => {})
    inHand.push({ range, result })
    after = until
    if (inHand.length === workers) await settleFirst()
    await nextTurn()
  }
  while (inHand.length > 0) await settleFirst()
}
