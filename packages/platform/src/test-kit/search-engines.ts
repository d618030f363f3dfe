import { randomUUID } from 'node:crypto'
import { describe, onTestFinished } from 'vitest'
import { readSearchAddress } from '../search-index/index.ts'

const engines = [
  { name: 'OpenSearch', scheme: 'opensearch', address: process.env.OPENSEARCH_URL },
  { name: 'Elasticsearch', scheme: 'elasticsearch', address: process.env.ELASTICSEARCH_URL },
]

/** Tests on each search engine whose address the environment gives. */
export function onSearchEngines(tests: (url: string) => void) {
  for (const { name, scheme, address } of engines) {
    const url = (address ?? '').replace(/\/$/, '').replace(/^http/, scheme)
    describe.skipIf(!address)(`on ${name}`, () => tests(url))
  }
}

/** The address of an engine for one test, whose indices go with it. */
export function ownSearchAddress(url: string) {
  const address = `${url}/test-${randomUUID()}`
  onTestFinished(async () => {
    // By their names: clusters refuse to delete by a pattern.
    for (const name of Object.keys(await askEngine(address, 'GET', '-*'))) {
      await askEngine(address, 'DELETE', name.slice(new URL(address).pathname.length - 1))
    }
  })
  return address
}

/** A bare call, as an operator would make it, about what begins with the prefix of an address. */
export async function askEngine(address: string, method: string, path: string, body?: object) {
  const { origins, prefix } = readSearchAddress(address)!
  const response = await fetch(`${origins[0]}/${prefix}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
  })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Record<string, unknown>
}

/** Shows what was written. */
export async function refreshSearch(address: string) {
  await askEngine(address, 'POST', '-*/_refresh')
}
