import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import { pauseAfter } from '../clock/index.ts'
import type { BellEvent } from '../events/definition.ts'
import type { EventsLog } from '../events/events-log.ts'
import { decodeEvent } from './kafka-wire.ts'

const batchSize = 100
const bufferedBatches = 4
const pauses = { firstMs: 100, longestMs: 5000 }

interface Entry {
  offset: bigint
  value: Buffer | null
}

export type KafkaPartition = ReturnType<typeof createKafkaPartition>

/**
 * One partition while it is this member's: what was fetched goes to the handler a batch at a time, in order; a batch
 * that fails comes again after a pause. Nothing here depends on the group: a slow handler delays its partition alone.
 */
export function createKafkaPartition(o: {
  topic: string
  index: number
  /** The offset to begin at. */
  from: bigint
  handle: (events: BellEvent[]) => Promise<void>
  log: EventsLog
  /** Everything before `next` has been handled. */
  onHandled: (next: bigint) => void
  /** There is room for more. */
  onRoom: () => void
}) {
  const stopping = new AbortController()
  let { from: fetchFrom } = o
  let buffer: Entry[] = []
  let running: Promise<void> | undefined

  function run() {
    running ??= handleAll().finally(() => {
      running = undefined
      if (buffer.length > 0 && !stopping.signal.aborted) run()
    })
  }

  async function handleAll() {
    while (buffer.length > 0 && !stopping.signal.aborted) {
      const entries = buffer.slice(0, batchSize)
      const events = entries.map(({ offset, value }) => decodeEvent(value, `${o.topic}/${o.index}/${offset}`))
      if (!(await handleUntilTaken(events))) return
      const full = !hasRoom()
      buffer = buffer.slice(entries.length)
      o.onHandled(entries.at(-1)!.offset + 1n)
      if (full && hasRoom()) o.onRoom()
      await nextTurn()
    }
  }

  /** @returns false when the partition was given up before the handler took them */
  async function handleUntilTaken(events: BellEvent[]) {
    for (let failures = 1; ; failures++) {
      try {
        await o.handle(events)
        return true
      } catch (error) {
        if (stopping.signal.aborted) return false
        o.log.warn({ err: error, topic: o.topic, partition: o.index, failures }, 'A batch comes again after a pause')
        await wait(pauseAfter(failures, pauses), undefined, { signal: stopping.signal }).catch(() => {})
        if (stopping.signal.aborted) return false
      }
    }
  }

  const hasRoom = () => buffer.length < batchSize * bufferedBatches

  return {
    topic: o.topic,
    index: o.index,
    hasRoom,
    /** The offset to fetch next. */
    get fetchFrom() {
      return fetchFrom
    },

    /** Retention took what this group had not read. */
    skipTo(offset: bigint) {
      fetchFrom = offset
    },

    /** @param next the offset after the last that was fetched, which may be no event */
    offer(entries: Entry[], next: bigint) {
      if (stopping.signal.aborted) return
      // A fetch answers with whole batches, which may begin before the offset that was asked for.
      for (const entry of entries) if (entry.offset >= fetchFrom) buffer.push(entry)
      if (next > fetchFrom) fetchFrom = next
      run()
    },

    /** Begins no other batch. Resolves when the one in hand is done. */
    async stop() {
      stopping.abort()
      await running
    },
  }
}
