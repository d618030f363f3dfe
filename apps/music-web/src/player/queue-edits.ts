import type { QueueItem, Track } from '../api/shapes.ts'
import type { Store } from '@bell/ui/store'
import type { PlayerState } from './player-state.ts'
import type { QueueClient } from './queue-client.ts'
import { itemAfter } from './queue.ts'

/** The item while the server has not yet named it. */
export const unnamed = 'unnamed'

interface Playing {
  state: Store<PlayerState>
  start: (item: QueueItem, at?: number, sound?: boolean) => Promise<void>
  silence: () => void
  save: () => void
}

/** Edits of the queue, with what each means for the sound. */
export function createQueueEdits(queue: QueueClient, { state, start, silence, save }: Playing) {
  const known = () => queue.store.get().queue

  return {
    /** Replaces the queue and plays from `startAt`; the sound does not wait for the queue. */
    async playTracks(trackIds: string[], startAt: number, track: Track) {
      const provisional: QueueItem = { itemId: unnamed, track }
      void start(provisional)
      const edited = await queue.edit([{ op: 'replace', trackIds, startAt }])
      // Not by its place: what the server does not have (any more) was left out.
      const item = edited.items.find(({ itemId }) => itemId === edited.current?.itemId)
      if (!item || state.get().item !== provisional) return
      state.set({ item, hints: { anchorId: item.itemId } })
      save()
    },
    async insertNext(trackIds: string[]) {
      const { item } = state.get()
      const before = new Set(known().items.map(({ itemId }) => itemId))
      const afterId = item && before.has(item.itemId) ? item.itemId : null
      const edited = await queue.edit([{ op: 'insertAfter', itemId: afterId, trackIds }])
      const itemIds = edited.items.filter(({ itemId }) => !before.has(itemId)).map(({ itemId }) => itemId)
      if (afterId) state.set({ hints: { ...state.get().hints, promoted: { afterId, itemIds } } })
    },
    async append(trackIds: string[]) {
      const last = known().items.at(-1)?.itemId ?? null
      await queue.edit([{ op: 'insertAfter', itemId: last, trackIds }])
    },
    async remove(itemIds: string[]) {
      const { item, hints, status } = state.get()
      if (item && itemIds.includes(item.itemId)) {
        const next = itemAfter(known(), item.itemId, hints)
        if (next && !itemIds.includes(next.itemId)) void start(next, 0, status === 'playing')
        else silence()
      }
      await queue.edit([{ op: 'remove', itemIds }])
    },
    /** Together and in the order given, behind `afterItemId` (null: to the beginning). */
    move: (itemIds: string[], afterItemId: string | null) => queue.edit([{ op: 'move', itemIds, afterItemId }]),
    async clear() {
      silence()
      await queue.edit([{ op: 'clear' }])
    },
    /** Puts back what was cleared, with what sounded at its place, silent. */
    async restoreQueue(items: QueueItem[], itemId: string | undefined, at: number) {
      const startAt = Math.max(
        0,
        items.findIndex((item) => item.itemId === itemId),
      )
      const edited = await queue.edit([{ op: 'replace', trackIds: items.map((item) => item.track.id), startAt }])
      const item = edited.items.find((other) => other.itemId === edited.current?.itemId)
      if (item && !state.get().item) await start(item, at, false)
    },
    async toggleShuffle() {
      const { item } = state.get()
      state.set({ hints: { anchorId: item?.itemId } })
      await queue.edit([{ op: 'mode', shuffle: !known().shuffle }])
    },
    async cycleRepeat() {
      const following = { off: 'all', all: 'one', one: 'off' } as const
      await queue.edit([{ op: 'mode', repeat: following[known().repeat] }])
    },
  }
}
