import { inTransaction, type Tx } from '@bell/platform/database'
import { conflict, type User } from '@bell/platform/http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { MusicTables, PlayQueueTable } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { finishCards } from '../tracks/cards.ts'
import { findCards } from '../tracks/tracks.queries.ts'
import { applyOperation, itemsSince, notInQueue, type Item, type QueueState } from './operations.ts'
import type { QueueOperation } from './queue.schema.ts'

/** Cards read between two turns of the event loop. */
const step = 250

/** A listener's queue as JSON text (see tracks/cards.ts). Tracks that went, or may not be seen any more, are left out. */
export async function writeQueue({ db, images }: MusicDeps, user: User) {
  const row = (await findQueue(db, user.id)) ?? emptyQueue(user.id)
  const items = JSON.parse(row.items) as Item[]
  const written: string[] = []
  for (let from = 0; from < items.length; from += step) {
    const some = items.slice(from, from + step)
    const found = await findCards(db, user, [...new Set(some.map(([, trackId]) => trackId))])
    const cards = new Map(found.map(({ id, card }) => [id, card]))
    for (const [itemId, trackId] of some) {
      const card = cards.get(trackId)
      if (card) written.push(writeItem(itemId, card))
    }
    await nextTurn()
  }
  return finishCards(`{"items":[${written.join(',')}],${writeRest(row)}`, images)
}

function writeItem(itemId: string, card: string) {
  return `{"itemId":"${itemId}","track":${card}}`
}

/** All but the items, as the end of a JSON object. */
function writeRest({ currentItemId, positionMs, revision, shuffle, repeat }: PlayQueueTable) {
  const current = currentItemId && { itemId: currentItemId, positionSeconds: positionMs / 1000 }
  return JSON.stringify({ current, revision, shuffle: shuffle === 1, repeat }).slice(1)
}

/**
 * Edits a queue, all operations or none. @returns an EditedQueue as JSON text: ten thousand tracks are megabytes, and
 * whoever edits has them. @throws queue_conflict (409) where `revision` is not the present one, queue_item_not_found,
 * queue_too_long
 */
export async function editQueue(deps: MusicDeps, user: User, revision: number, operations: QueueOperation[]) {
  const { db, clock, stream, images } = deps
  const playable = await findPlayable(deps, user, operations)
  const { edited, items, added } = await inTransaction(db, async (tx) => {
    const row = await lockQueue(tx, user.id)
    if (row.revision !== revision) {
      throw conflict('queue_conflict', 'The queue was changed elsewhere meanwhile; read it again.')
    }
    const state = operations.reduce((before, operation) => applyOperation(before, operation, playable), readState(row))
    const edited = { ...row, ...writeState(state), revision: revision + 1, updatedAt: clock.now() }
    await saveQueue(tx, edited)
    return { edited, items: state.items, added: itemsSince(state, row.nextItem) }
  })
  await stream.tell({ userId: user.id }, 'queue', { revision: revision + 1 })
  const order = JSON.stringify(items.map(([itemId]) => itemId))
  const cards = added.map(([itemId, trackId]) => writeItem(itemId, playable.get(trackId)!))
  return finishCards(`{"items":${order},"added":[${cards.join(',')}],${writeRest(edited)}`, images)
}

/** Where it plays; no edit, so the revision stays. @throws queue_item_not_found (400) */
export async function setPosition(
  { db, clock, stream }: MusicDeps,
  user: User,
  itemId: string,
  positionSeconds: number,
) {
  const moved = await inTransaction(db, async (tx) => {
    const row = await lockQueue(tx, user.id)
    // Told every few seconds: looked for in the text, since to read ten thousand items takes a hundred times as long.
    if (!row.items.includes(`["${itemId}",`)) notInQueue()
    const positionMs = Math.round(positionSeconds * 1000)
    await saveQueue(tx, { ...row, currentItemId: itemId, positionMs, updatedAt: clock.now() })
    return row.currentItemId === itemId ? undefined : row.revision
  })
  // Other pages show what plays; how far it is they need not hear.
  if (moved !== undefined) await stream.tell({ userId: user.id }, 'queue', { revision: moved })
}

/** In steps, before the transaction: nobody who writes waits for ten thousand look-ups. */
async function findPlayable({ db }: MusicDeps, user: User, operations: QueueOperation[]) {
  const asked = [...new Set(operations.flatMap((operation) => ('trackIds' in operation ? operation.trackIds : [])))]
  const playable = new Map<string, string>()
  for (let from = 0; from < asked.length; from += step) {
    for (const { id, card } of await findCards(db, user, asked.slice(from, from + step))) playable.set(id, card)
    await nextTurn()
  }
  return playable
}

function findQueue(db: MusicDeps['db'], userId: string) {
  return db.selectFrom('playQueue').selectAll().where('userId', '=', userId).executeTakeFirst()
}

/** The listener's row, made where there is none, and locked until the commit. */
export async function lockQueue(tx: Tx<MusicTables>, userId: string) {
  return tx
    .insertInto('playQueue')
    .values(emptyQueue(userId))
    .onConflict((conflict) => conflict.column('userId').doUpdateSet((row) => ({ userId: row.ref('excluded.userId') })))
    .returningAll()
    .executeTakeFirstOrThrow()
}

async function saveQueue(tx: Tx<MusicTables>, { userId, ...row }: PlayQueueTable) {
  await tx.updateTable('playQueue').set(row).where('userId', '=', userId).execute()
}

function emptyQueue(userId: string): PlayQueueTable {
  return {
    userId,
    revision: 0,
    items: '[]',
    nextItem: 0,
    currentItemId: null,
    positionMs: 0,
    shuffle: 0,
    repeat: 'off',
    updatedAt: 0,
  }
}

function readState(row: PlayQueueTable): QueueState {
  return { ...row, items: JSON.parse(row.items) as Item[], shuffle: row.shuffle === 1 }
}

function writeState({ items, nextItem, currentItemId, positionMs, shuffle, repeat }: QueueState) {
  return { items: JSON.stringify(items), nextItem, currentItemId, positionMs, shuffle: shuffle ? 1 : 0, repeat }
}
