import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findableTracks } from '@bell/music'
import { countRows } from '@bell/platform/database'
import {
  createElasticIndex,
  createFtsIndex,
  readSearchAddress,
  SearchIndexUnfit,
  type SearchIndex,
} from '@bell/platform/search-index'
import type { Config } from '../config.ts'
import { good, inMs, type Finding } from './finding.ts'

const remedy = 'Run: bell reindex'
/** From then on an engine moves shards to other disks (cluster.routing.allocation.disk.watermark.high). */
const leastFree = 0.1

interface Stats {
  nodes: { fs: { total_in_bytes: number; available_in_bytes: number } }
}

/** The search: an engine's version, health and indices, and whether they hold what is to be found. */
export async function checkSearch(config: Config): Promise<Finding[]> {
  const { searchUrl } = config
  if (searchUrl !== 'sqlite') {
    const engine = await checkEngine(searchUrl)
    return [engine, ...(await checkIndex(createElasticIndex({ url: searchUrl }), config))]
  }
  const file = join(config.home, 'search.db')
  return existsSync(file) ? checkIndex(createFtsIndex({ file }), config) : []
}

async function checkEngine(searchUrl: string): Promise<Finding> {
  const part = 'search'
  const { origins, authorization } = readSearchAddress(searchUrl)!
  const ask = async <T>(origin: string, path: string) => {
    const response = await fetch(origin + path, { headers: authorization, signal: AbortSignal.timeout(5000) })
    if (!response.ok) throw new Error(`It answers ${response.status} to ${path}.`)
    return { origin, answer: (await response.json()) as T }
  }
  const began = performance.now()
  const asked = origins.map((origin) => ask<{ version: { number: string; distribution?: string } }>(origin, '/'))
  const { origin, answer } = await Promise.any(asked)
  const took = inMs(performance.now() - began)
  const health = await ask<{ status: string }>(origin, '/_cluster/health')
  const stats = await ask<Stats>(origin, '/_cluster/stats?filter_path=nodes.fs')
  const { total_in_bytes: total, available_in_bytes: available } = stats.answer.nodes.fs
  const name = answer.version.distribution === 'opensearch' ? 'OpenSearch' : 'Elasticsearch'
  const free = `${Math.floor((100 * available) / total)} % of its disks free`
  const found = `${name} ${answer.version.number}, ${health.answer.status}, ${free}, ${took}`
  if (health.answer.status === 'red') {
    const explain = 'Ask /_cluster/allocation/explain why shards are missing, then run: bell reindex'
    return { state: 'broken', part, found, remedy: explain }
  }
  if (available / total < leastFree) {
    const room = 'Make room on its disks: it takes in nothing more once they are 95 % full.'
    return { state: 'poor', part, found, remedy: room }
  }
  const outcomes = await Promise.allSettled(asked)
  const silent = origins.filter((_, at) => outcomes[at]!.status === 'rejected')
  if (silent.length === 0) return good(part, found)
  const away = `${found}; no answer from ${silent.join(', ')}`
  return { state: 'poor', part, found: away, remedy: 'See that it runs, or take it out of --search-url.' }
}

/** By the tracks alone: what an index lacks after a change of engine, it lacks of all kinds. */
async function checkIndex(index: SearchIndex, config: Config): Promise<Finding[]> {
  const part = 'search index'
  const given = config.musicDatabaseUrl ?? config.databaseUrl
  const url = given === 'sqlite' ? `sqlite:${join(config.home, 'music.db')}` : given
  try {
    await index.check()
    const [holds, of] = [await index.count('tracks'), await countRows({ url, schema: 'music', from: findableTracks })]
    const found = `${holds} of ${of} tracks`
    return [holds < of * 0.9 ? { state: 'broken', part, found, remedy } : good(part, found)]
  } catch (error) {
    if (error instanceof SearchIndexUnfit) return [{ state: 'broken', part, found: error.message, remedy }]
    throw error
  } finally {
    await index.close()
  }
}
