import { createHash, type Hash } from 'node:crypto'
import type { Revision, SearchDocument } from '@bell/platform/search-index'
import { conflict } from '@bell/platform/http'
import type { MusicDeps } from '../../deps.ts'
import { isDocument, type SearchSource } from '../documents.ts'
import type { Compared } from './reindex.state.ts'
import { walk, type Range } from './walk.ts'

/** What is written meanwhile makes a document differ for a moment. What still differs then is no such thing. */
const mostAttempts = 10
const listedAtOnce = 1000
const readAtOnce = 100

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

  async function compareRange(range: Range) {
    const expected = expectedOf(range)
    const held = await listHeld(rebuild, index, 'next', range)
    const differing = differences(expected, held)
    let left = differing
    for (let attempt = 1; left.length > 0; attempt++) {
      signal.throwIfAborted()
      if (attempt > mostAttempts) throw unequal(`these still differ: ${left.slice(0, 5).join(', ')}`)
      left = await settle(left, range, { expected, held })
    }
    return { expected: inOrder(expected), held: inOrder(held), given: differing.length }
  }

  /** Gives the index what the database says now, and looks at both again. @returns what differs still */
  async function settle(ids: string[], range: Range, sides: Record<'expected' | 'held', Map<string, Revision>>) {
    const shown = await readShown(ids)
    const { failed } = await rebuild.fill(index, [...shown.values()])
    if (failed.length > 0) throw unequal(`${failed[0]!.id} was refused: ${failed[0]!.reason}`)
    const gone = ids.filter((id) => !shown.has(id))
    await rebuild.drain(
      index,
      gone.flatMap((id) => sides.held.get(id) ?? []),
    )
    await rebuild.refresh(index)
    const listed = await listHeld(rebuild, index, 'next', range)
    // After the index: what is written meanwhile then differs once more, and is looked at once more.
    const now = await readShown(ids)
    for (const id of ids) {
      replace(sides.held, id, listed.get(id))
      replace(sides.expected, id, now.get(id))
    }
    return ids.filter((id) => listed.get(id)?.revision !== now.get(id)?.revision)
  }

  async function readShown(ids: string[]) {
    const shown = new Map<string, SearchDocument>()
    for (let at = 0; at < ids.length; at += readAtOnce) {
      const rows = await source.read({ ids: ids.slice(at, at + readAtOnce) })
      for (const row of rows.filter(isDocument)) shown.set(row.id, row)
    }
    return shown
  }

  function unequal(what: string) {
    return conflict(
      'reindex_unequal',
      `The new index of ${index} does not hold what the database holds: ${what}. The index that answered so far still does.`,
    )
  }
}

/** Ids of which the index that answers does not hold what the database does; while neither is written to. */
export async function findDifferences({ rebuild }: MusicDeps['search'], source: SearchSource): Promise<string[]> {
  const ids: string[] = []
  await walk({
    source,
    after: '',
    signal: new AbortController().signal,
    work: async (range) => differences(expectedOf(range), await listHeld(rebuild, source.index, 'live', range)),
    settled: (differing) => void ids.push(...differing),
  })
  return ids
}

function expectedOf({ rows }: Range) {
  return new Map<string, Revision>(rows.filter(isDocument).map((row) => [row.id, row]))
}

async function listHeld(
  rebuild: MusicDeps['search']['rebuild'],
  index: string,
  of: 'live' | 'next',
  { after, until }: Range,
) {
  const held = new Map<string, Revision>()
  let from: string | undefined = after
  while (from !== undefined) {
    const listed: Revision[] = await rebuild.list(index, of, { after: from, until, limit: listedAtOnce })
    for (const one of listed) held.set(one.id, one)
    from = listed.length === listedAtOnce ? listed.at(-1)!.id : undefined
  }
  return held
}

function differences(expected: Map<string, Revision>, held: Map<string, Revision>) {
  const ids = new Set([...expected.keys(), ...held.keys()])
  return [...ids].filter((id) => expected.get(id)?.revision !== held.get(id)?.revision)
}

function replace(side: Map<string, Revision>, id: string, revision: Revision | undefined) {
  if (revision) side.set(id, revision)
  else side.delete(id)
}

const inOrder = (side: Map<string, Revision>) => [...side.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))

function note(hash: Hash, revisions: Revision[]) {
  for (const { id, revision } of revisions) hash.update(`${id} ${revision}\n`)
}
