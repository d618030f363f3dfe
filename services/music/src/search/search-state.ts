import { repeat } from '@bell/platform/clock'
import { requireScope, type App } from '@bell/platform/http'
import { operateEvents, SearchState } from '@bell/platform/operation'
import { SearchIndexUnfit, SearchUnavailable } from '@bell/platform/search-index'
import { sql } from 'kysely'
import type { MusicDeps } from '../deps.ts'
import { searchSources } from './documents.ts'

/** So much of what is to be found an index holds at least; the rest may be on its way. */
const enough = 0.9

type StateDeps = Pick<MusicDeps, 'db' | 'images' | 'search' | 'log'>

/** What an operator is to know of the search: it answers as well, with nothing, when its index is empty. */
export function createSearchState({ search, log, ...deps }: StateDeps) {
  const sources = searchSources(deps)
  /** By index, how many documents it should hold: as many as it held, counted anew when it seems to lack some. */
  const expected = new Map<string, number>()

  async function look(): Promise<SearchState & { reason?: unknown }> {
    try {
      await search.check()
      const indices = []
      for (const { index, findable } of sources) {
        const holds = await search.count(index)
        let of = Math.max(expected.get(index) ?? Infinity, holds)
        if (holds < of * enough) of = await countRows(findable)
        expected.set(index, of)
        indices.push({ name: index, holds, of, lacks: holds < of * enough })
      }
      return { state: indices.some(({ lacks }) => lacks) ? 'lacking' : 'good', indices }
    } catch (reason) {
      if (!(reason instanceof SearchUnavailable)) throw reason
      return { state: reason instanceof SearchIndexUnfit ? 'unfit' : 'away', indices: [], reason }
    }
  }

  async function countRows(findable: string) {
    const counting = sql<{ findable: number }>`select count(*) as "findable" from ${sql.raw(findable)}`
    return (await counting.execute(deps.db)).rows[0]!.findable
  }

  function tell({ state, indices, reason }: Awaited<ReturnType<typeof look>>) {
    if (state === 'good') log.info('The search finds what there is')
    if (state === 'away') log.warn({ err: reason }, 'The search engine cannot be asked; searching waits for it')
    if (state === 'unfit') log.error({ err: reason }, 'Searching waits until the index is made anew')
    for (const { name, holds, of, lacks } of indices)
      if (lacks) log.error(`The index of ${name} has ${holds} of ${of} documents: run "bell reindex"`)
  }

  return {
    look,
    /** Looks every few seconds, and says in the log what has changed. @returns how to stop that */
    watch(everyMs = 10_000) {
      let last: SearchState['state'] | undefined
      const onError = (err: unknown) => log.warn({ err }, 'How the search is could not be seen')
      return repeat({ everyMs, onError }, async () => {
        const now = await look()
        if (now.state !== last) tell(now)
        last = now.state
      })
    },
  }
}

/** For AuthBell, which shows it to owners. */
export function searchStateRoute(app: App, { look }: Pick<ReturnType<typeof createSearchState>, 'look'>) {
  const schema = { tags: ['operation'], response: { 200: SearchState } }
  app.get('/api/operation/search', { preHandler: requireScope(operateEvents), schema }, () => look())
}
