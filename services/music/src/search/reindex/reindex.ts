import { setTimeout as wait } from 'node:timers/promises'
import { repeat } from '@bell/platform/clock'
import { conflict } from '@bell/platform/http'
import { SearchIndexUnfit, SearchUnavailable } from '@bell/platform/search-index'
import type { MusicDeps } from '../../deps.ts'
import { isDocument, searchSources, type SearchSource, type SourceDeps } from '../documents.ts'
import { compareIndex } from './compare.ts'
import {
  claimReindex,
  endReindex,
  leaveReindex,
  saveReindex,
  type Compared,
  type Part,
  type ReindexState,
} from './reindex.state.ts'
import { walk } from './walk.ts'

const saveEveryMs = 1000
const longestPauseMs = 10_000

type ReindexDeps = SourceDeps & Pick<MusicDeps, 'search' | 'clock' | 'newId' | 'log'>

export interface Reindex {
  /**
   * Fills new indices from the database while all goes on, compares them with it, and puts them in place of those that
   * answer; a call while it runs joins it. After a crash it goes on where it was.
   * With `undo`, the indices that answered before are brought up to date instead and answer again.
   * @throws reindex_running, reindex_failed, reindex_unequal, nothing_to_undo (409)
   */
  run(o: { undo: boolean }): Promise<Compared[]>
  /** How far it is, or was when it ended; empty where this process has done nothing of it. */
  progress(): readonly Part[]
  close(): Promise<void>
}

export function createReindex(deps: ReindexDeps): Reindex {
  const closing = new AbortController()
  let parts: Part[] = []
  let running: { undo: boolean; done: Promise<Compared[]> } | undefined

  async function runOnce(undo: boolean) {
    const { db, clock, newId, log } = deps
    const owner = newId()
    const left = await claimReindex(db, owner, clock.now())
    const state: ReindexState = left?.undo === undo ? left : { undo, parts: [] }
    parts = state.parts
    const ending = new AbortController()
    const signal = AbortSignal.any([closing.signal, ending.signal])
    const stopSaving = repeat({ everyMs: saveEveryMs, onError: (error) => ending.abort(error) }, () =>
      saveReindex(db, owner, state, clock.now()),
    )
    try {
      const compared = await rebuild(deps, state, signal, () => saveReindex(db, owner, state, clock.now()))
      await stopSaving()
      await endReindex(db, owner)
      return compared
    } catch (error) {
      await stopSaving()
      await leaveReindex(db, owner, state).catch((err: unknown) =>
        log.error({ err }, 'Reindexing was not written down'),
      )
      throw error
    }
  }

  return {
    async run({ undo }) {
      running ??= {
        undo,
        done: runOnce(undo).finally(() => {
          running = undefined
        }),
      }
      if (running.undo !== undo) throw conflict('reindex_running', 'The opposite is under way; wait until it is done.')
      return running.done
    },
    progress: () => parts,
    async close() {
      closing.abort()
      await running?.done.catch(() => {})
    },
  }
}

async function rebuild(deps: ReindexDeps, state: ReindexState, signal: AbortSignal, save: () => Promise<void>) {
  const { search } = deps
  const sources = searchSources(deps)
  const names = sources.map(({ index }) => index)
  /** The engine may be away for a while; the rest of MusicBell goes on without it as well. */
  const patiently = <T>(work: () => Promise<T>) => untilAvailable(work, signal)

  // A crash came after the switch and before this was written down.
  if (state.compared && (await isInPlace(deps, state))) return state.compared
  delete state.compared
  if (state.undo) await patiently(() => refuseWithoutFormer(deps, state, sources))
  for (const source of sources) {
    await patiently(() => prepare(deps, source, state))
    await save()
  }
  if (!state.undo) {
    for (const source of sources) await fill(deps, source, partOf(state, source)!, signal, patiently)
  }
  const failed = state.parts.reduce((sum, part) => sum + part.failed, 0)
  if (failed > 0) {
    throw conflict(
      'reindex_failed',
      `${failed} documents were refused; the log names them. What answered so far still does.`,
    )
  }
  const compared: Compared[] = []
  for (const source of sources) {
    const part = partOf(state, source)!
    part.compared = 0
    const onCompared = (rows: number) => (part.compared += rows)
    compared.push(await compareIndex(deps, source, { signal, patiently, onCompared }))
  }
  state.compared = compared
  await save()
  // The answer may have been lost to an attempt that did it.
  await patiently(async () => (await isInPlace(deps, state)) || search.rebuild.finish(names))
  return compared
}

const partOf = (state: ReindexState, { index }: SearchSource) => state.parts.find((part) => part.index === index)

async function isInPlace({ search }: ReindexDeps, { parts }: ReindexState) {
  for (const { index, generation } of parts) {
    if ((await search.rebuild.find(index)).live !== generation) return false
  }
  return true
}

async function refuseWithoutFormer({ search }: ReindexDeps, state: ReindexState, sources: SearchSource[]) {
  for (const source of sources) {
    const { next, previous } = await search.rebuild.find(source.index)
    if (previous || (next && partOf(state, source)?.generation === next)) return
  }
  throw conflict('nothing_to_undo', 'There are no former indices: "bell reindex" leaves them, once each time.')
}

/** The index to be filled: that of the run that goes on, or a new one. */
async function prepare({ db, search }: ReindexDeps, source: SearchSource, state: ReindexState) {
  const { index, table } = source
  const begun = partOf(state, source)
  const { next } = await search.rebuild.find(index)
  if (begun && begun.generation === next && begun.failed === 0) return
  // One that there was not yet begins empty.
  if (!state.undo || !(await search.rebuild.revive(index))) await search.rebuild.begin(index)
  const generation = (await search.rebuild.find(index)).next!
  const { total } = await db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const part: Part = { index, generation, total, after: '', read: 0, indexed: 0, skipped: 0, failed: 0, compared: 0 }
  if (begun) Object.assign(begun, part)
  else state.parts.push(part)
}

async function fill(
  { search, log }: ReindexDeps,
  source: SearchSource,
  part: Part,
  signal: AbortSignal,
  patiently: <T>(work: () => Promise<T>) => Promise<T>,
) {
  await walk({
    source,
    after: part.after,
    signal,
    async work({ rows }) {
      const filled = await patiently(() => search.rebuild.fill(source.index, rows.filter(isDocument)))
      for (const { id, reason } of filled.failed)
        log.error({ index: source.index, id, reason }, 'A document was refused')
      return filled
    },
    settled({ indexed, skipped, failed }, { rows, until }) {
      part.read += rows.length
      part.indexed += indexed
      part.failed += failed.length
      part.skipped += skipped.length + rows.filter((row) => !isDocument(row)).length
      part.after = until ?? part.after
    },
  })
}

async function untilAvailable<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let failures = 1; ; failures++) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof SearchUnavailable) || error instanceof SearchIndexUnfit) throw error
      await wait(Math.min(100 * 2 ** failures, longestPauseMs), undefined, { signal })
    }
  }
}
