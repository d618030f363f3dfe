import { z } from 'zod'
import { Track } from '../tracks/tracks.schema.ts'

/** Names an item of one's queue; a track may be in it several times. */
const ItemId = z.string().regex(/^[0-9a-z]{1,12}$/)
const mostItems = 10_000

export const Queue = z.object({
  revision: z.int(),
  items: z.array(z.object({ itemId: ItemId, track: Track })),
  current: z.object({ itemId: ItemId, positionSeconds: z.number() }).nullable(),
  shuffle: z.boolean(),
  repeat: z.enum(['off', 'all', 'one']),
})

/** What an edit made of the queue: the order of all items, and the tracks of those that are new in it. */
export const EditedQueue = Queue.extend({ items: z.array(ItemId), added: Queue.shape.items })

const trackIds = z.array(z.uuid()).max(mostItems)
export const QueueOperation = z.discriminatedUnion('op', [
  /** Tracks that are not there, or not for this listener, are left out; `startAt` is an index in what was sent. */
  z.object({ op: z.literal('replace'), trackIds, startAt: z.int().min(0).optional() }),
  /** null: at the beginning. */
  z.object({ op: z.literal('insertAfter'), itemId: ItemId.nullable(), trackIds }),
  /** Together, in the order given; behind one of themselves they stay where they are. */
  z.object({ op: z.literal('move'), itemIds: z.array(ItemId).min(1).max(mostItems), afterItemId: ItemId.nullable() }),
  z.object({ op: z.literal('remove'), itemIds: z.array(ItemId).max(mostItems) }),
  z.object({ op: z.literal('clear') }),
  z.object({
    op: z.literal('mode'),
    shuffle: z.boolean().optional(),
    repeat: z.enum(['off', 'all', 'one']).optional(),
  }),
])
export type QueueOperation = z.infer<typeof QueueOperation>

export const QueueOperations = z.object({
  revision: z.int().min(0),
  operations: z.array(QueueOperation).min(1).max(100),
})
export const QueuePosition = z.object({
  itemId: ItemId,
  positionSeconds: z
    .number()
    .min(0)
    .max(7 * 24 * 3600),
})
