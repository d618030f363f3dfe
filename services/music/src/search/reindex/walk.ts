import type { Revision, SearchDocument } from '@bell/platform/search-index'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SearchSource } from '../documents.ts'

/** Some rows in the order of ids; `until` is undefined for what comes after the last one. */
export interface Range {
  rows: (SearchDocument | Revision)[]
  after: string
  until: string | undefined
}

// About 5 ms of reading.
const rowsAtOnce = 100
/** Each range is a request of a search engine, which costs it half as much a row as in smaller ones. */
const rowsOfRange = 500
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
    const range = await readRange(o.source, after)
    const result = o.work(range)
    // It is awaited in its turn, maybe after another one has failed.
    result.catch(() => {})
    inHand.push({ range, result })
    after = range.until
    if (inHand.length === workers) await settleFirst()
  }
  while (inHand.length > 0) await settleFirst()
}

async function readRange(source: SearchSource, after: string): Promise<Range> {
  const rows: Range['rows'] = []
  while (rows.length < rowsOfRange) {
    const read = await source.read({ after: rows.at(-1)?.id ?? after, limit: rowsAtOnce })
    rows.push(...read)
    // Less than that was all there was.
    if (read.length < rowsAtOnce) return { rows, after, until: undefined }
    await nextTurn()
  }
  return { rows, after, until: rows.at(-1)!.id }
}
