import { readQuery, type Query } from '../match.ts'
import { scoreOf } from '../rank.ts'
import { SearchUnavailable, type Filled, type SearchIndex } from '../search-index.ts'
import { createBulk, type Outcome } from './bulk.ts'
import { removalOf, upsertOf, type Write } from './documents.ts'
import { createIndices } from './indices.ts'
import { candidateSearches } from './query.ts'
import { createRequest, readAddress, searchUrlForm } from './request.ts'

// As many as the embedded index ranks.
const CANDIDATES = 200
const searchTimeoutMs = 3000

/**
 * The index in Elasticsearch (8 or later) or OpenSearch (2 or later), by the REST calls that both share. What is
 * written is found a moment later (`refresh_interval` in documents.ts).
 * @param url see `searchUrlForm`
 */
export function createElasticIndex({ url }: { url: string }): SearchIndex {
  const address = readAddress(url)
  if (!address) throw new TypeError(`An address of a search engine is ${searchUrlForm}.`)
  const request = createRequest(address)
  const indices = createIndices(request, address.prefix)
  const bulk = createBulk(request)

  let looking: Promise<void> | undefined

  /** The engine may be another one, or newer than its indices, when it comes back: before it is used it is looked at again. */
  async function whenFit<T>(work: () => Promise<T>): Promise<T> {
    try {
      await (looking ??= indices.check())
      return await work()
    } catch (error) {
      if (error instanceof SearchUnavailable) looking = undefined
      throw error
    }
  }

  /** To the index that answers and to the one that is built, if there is one: the engine knows better than we would. */
  async function write(index: string, writes: Write[]) {
    const outcomes = await Promise.all(writes.map((each) => writeOne(index, each)))
    throwRefused(writes, outcomes)
  }

  async function writeOne(index: string, each: Write) {
    const aliases = [indices.live(index), indices.next(index)]
    const [outcome, beside] = await bulk.put(aliases, each)
    if (beside?.state === 'busy') return beside
    if (outcome!.state !== 'no index') return outcome!
    await indices.ensure(index)
    return (await bulk.put(aliases, each))[0]!
  }

  async function searchFor(index: string, query: Query, limit: number, tags: string[] | undefined) {
    const header = JSON.stringify({ index: indices.live(index), ignore_unavailable: true })
    const searches = candidateSearches(query, Math.max(CANDIDATES, limit), tags)
    const { responses } = await request<{ responses: Found[] }>('POST', '/_msearch', {
      body: searches.map((body) => `${header}\n${JSON.stringify(body)}\n`).join(''),
      timeoutMs: searchTimeoutMs,
    })
    const candidates = new Map(responses.flatMap(hitsOf).map(({ _id, _source }) => [_id, _source.folded]))
    return [...candidates]
      .map(([id, folded]) => ({ id, score: scoreOf(query, folded.split('\n')) }))
      .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, limit)
  }

  async function writeNext(index: string, writes: Write[]) {
    return Promise.all(writes.map(async (each) => (await bulk.put([indices.next(index)], each))[0]!))
  }

  return {
    upsert: async (index, documents) => whenFit(() => write(index, documents.map(upsertOf))),
    remove: async (index, documents) => whenFit(() => write(index, documents.map(removalOf))),

    async search(index, { query: text, limit, tags }) {
      const query = readQuery(text)
      if (!query || tags?.length === 0) return []
      return whenFit(() => searchFor(index, query, limit, tags))
    },

    async count(index) {
      const path = `/${indices.live(index)}/_count?ignore_unavailable=true`
      return (await request<{ count: number }>('POST', path, { body: { query: { exists: { field: 'id' } } } })).count
    },

    rebuild: {
      find: (index) => indices.find(index),
      begin: (index) => indices.begin(index),
      revive: (index) => indices.revive(index),
      async fill(index, documents) {
        const outcomes = await writeNext(index, documents.map(upsertOf))
        const filled: Filled = { indexed: 0, skipped: [], failed: [] }
        outcomes.forEach((outcome, at) => {
          if (outcome.state === 'taken') filled.indexed++
          else if (outcome.state === 'older') filled.skipped.push(documents[at]!.id)
          else filled.failed.push({ id: documents[at]!.id, reason: reasonOf(outcome) })
        })
        return filled
      },
      async drain(index, documents) {
        const writes = documents.map(removalOf)
        throwRefused(writes, await writeNext(index, writes))
      },
      async refresh(index) {
        await request('POST', `/${indices.live(index)},${indices.next(index)}/_refresh?ignore_unavailable=true`)
      },
      async list(index, of, { after, until, limit }) {
        const { hits } = await request<Listed>('POST', `/${indices[of](index)}/_search?ignore_unavailable=true`, {
          body: {
            // A removal has no `id` of its own.
            query: { range: { id: { gt: after, ...(until !== undefined && { lte: until }) } } },
            sort: ['id'],
            size: limit,
            track_total_hits: false,
            _source: false,
            docvalue_fields: ['revision'],
          },
        })
        return hits.hits.map(({ _id, fields }) => ({ id: _id, revision: fields.revision[0] }))
      },
      finish: (indexes) => indices.finish(indexes),
    },

    check: () => indices.check(),
    async close() {},
  }
}

function throwRefused(writes: Write[], outcomes: Outcome[]) {
  if (outcomes.some(({ state }) => state === 'busy')) {
    throw new SearchUnavailable('The search engine is too busy to take what it was sent.')
  }
  if (outcomes.some(({ state }) => state === 'no index')) {
    throw new SearchUnavailable('An index of the search engine is gone. Run "bell reindex" to make it anew.')
  }
  const at = outcomes.findIndex(({ state }) => state === 'refused')
  if (at >= 0) throw new Error(`The search engine refused ${writes[at]!.id}: ${reasonOf(outcomes[at]!)}`)
}

const reasonOf = (outcome: Outcome) => (outcome.state === 'refused' ? outcome.reason : outcome.state)

interface Found {
  hits?: { hits: { _id: string; _source: { folded: string } }[] }
  error?: { reason?: string }
}

function hitsOf({ hits, error }: Found) {
  if (!hits) throw new SearchUnavailable(`The search engine did not search: ${error?.reason}`)
  return hits.hits
}

interface Listed {
  hits: { hits: { _id: string; fields: { revision: [number] } }[] }
}
