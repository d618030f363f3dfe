import { createHash, type Hash } from 'node:crypto'
import type { Revision } from '@bell/platform/search-index'
import { conflict } from '@bell/platform/http'
import type { MusicDeps } from '../../deps.ts'
import { isDocument, type SearchSource } from '../documents.ts'
import type { Compared } from './reindex.state.ts'
import { walk, type Range } from './walk.ts'

/** What is written meanwhile makes a document differ for a moment. What still differs then is no such thing. */
const mostAttempts = 10
const listedAtOnce = 1000

/**
 * Compares the index that was built with the database, document by document, while both are written to; what the index
 * lacks is given to it. @throws reindex_unequal (409)
 */
export async function compareIndex(
  { search: { rebuild } }: Pick<MusicDeps, 'search'>,
  source: SearchSource,
  {
    signal,
    patiently,
    onCompared,
  }: {
    signal: AbortSignal
    patiently: <T>(work: () => Promise<T>) => Promise<T>
    onCompared: (rows: number) => void
  },
): Promise<Compared> {
  const { index } = source
  const sides = { database: createHash('sha256'), index: createHash('sha256') }
  let documents = 0
  let repaired = 0
  await patiently(() => rebuild.refresh(index))
  await walk({
    source,
    after: '',
    signal,
    work: (range) => patiently(() => compareRange(range)),
    settled({ expected, held, given }, { rows }) {
      onCompared(rows.length)
      documents += expected.length
      repaired += given
      note(sides.database, expected)
      note(sides.index, held)
    },
  })
  const [ofDatabase, ofIndex] = [sides.database.digest('hex'), sides.index.digest('hex')]
  if (ofDatabase !== ofIndex) throw unequal(`its checksum is ${ofIndex} and not ${ofDatabase}`)
  return { index, documents, checksum: ofDatabase, repaired }

  async function compareRange({ rows, after, until }: Range) {
    const agreed = { expected: new Map<string, Revision>(), held: new Map<string, Revision>() }
    let expected = new Map<string, Revision>(rows.filter(isDocument).map((row) => [row.id, row]))
    let held = await listHeld(after, until)
    let given = 0
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted()
      const differing = differences(expected, held)
      // Each is compared at some moment at which both were read; what is written later is written to both.
      for (const [id, row] of expected) if (!differing.has(id)) agreed.expected.set(id, row)
      for (const [id, row] of held) if (!differing.has(id)) agreed.held.set(id, row)
      if (differing.size === 0) break
      if (attempt > mostAttempts) throw unequal(`these differ: ${[...differing].slice(0, 5).join(', ')}`)
      if (attempt === 1) given = differing.size
      expected = await repair([...differing], held)
      await rebuild.refresh(index)
      held = new Map([...(await listHeld(after, until))].filter(([id]) => differing.has(id)))
    }
    return { expected: inOrder(agreed.expected.values()), held: inOrder(agreed.held.values()), given }
  }

  /** Gives the index what the database says now. @returns what that is */
  async function repair(ids: string[], held: Map<string, Revision>) {
    const expected = new Map<string, Revision>()
    for (let at = 0; at < ids.length; at += 100) {
      const some = ids.slice(at, at + 100)
      const documents = (await source.read({ ids: some })).filter(isDocument)
      for (const document of documents) expected.set(document.id, document)
      const { failed } = await rebuild.fill(index, documents)
      if (failed.length > 0) throw unequal(`${failed[0]!.id} was refused: ${failed[0]!.reason}`)
      await rebuild.drain(
        index,
        some.flatMap((id) => (expected.has(id) ? [] : (held.get(id) ?? []))),
      )
    }
    return expected
  }

  async function listHeld(after: string, until: string | undefined) {
    const held = new Map<string, Revision>()
    let from: string | undefined = after
    while (from !== undefined) {
      const listed: Revision[] = await rebuild.list(index, 'next', { after: from, until, limit: listedAtOnce })
      for (const one of listed) held.set(one.id, one)
      from = listed.length === listedAtOnce ? listed.at(-1)!.id : undefined
    }
    return held
  }

  function unequal(what: string) {
    return conflict(
      'reindex_unequal',
      `The new index of ${index} does not hold what the database holds: ${what}. The index that answered so far still does.`,
    )
  }
}

function differences(expected: Map<string, Revision>, held: Map<string, Revision>) {
  const ids = new Set([...expected.keys(), ...held.keys()])
  return new Set([...ids].filter((id) => expected.get(id)?.revision !== held.get(id)?.revision))
}

const inOrder = (revisions: Iterable<Revision>) => [...revisions].toSorted((a, b) => (a.id < b.id ? -1 : 1))

function note(hash: Hash, revisions: Revision[]) {
  for (const { id, revision } of revisions) hash.update(`${id} ${revision}\n`)
}
