import type { Clock } from '../clock/index.ts'
import type { Db } from '../database/index.ts'
import type { BellEvent } from './definition.ts'
import type { Subscription } from './event-bus.ts'
import type { EventsLog } from './events-log.ts'
import { createLogReader, type LogReader } from './log-reader.ts'
import { listOffsets, saveOffsets, type LogTables } from './log-store.ts'

interface Member {
  topics: string[]
  handle: (events: BellEvent[]) => Promise<void>
}

// Acknowledgements are gathered before they cost an fsync. A crash repeats what was handled just before it, and
// consumers know that by their inbox.
const gatherMs = 50
const againMs = 1000

export type LogGroup = ReturnType<typeof createLogGroup>

/** A consumer group: a reader for each partition of its topics, whose batches go to the members in turn. */
export function createLogGroup(o: {
  db: Db<LogTables>
  name: string
  partitions: number
  clock: Clock
  log: EventsLog | undefined
}) {
  const { db, name, partitions, clock, log } = o
  const members: Member[] = []
  const inHand = new Map<Member, Set<Promise<void>>>()
  const topics = new Map<string, Promise<LogReader[]>>()
  const moved = new Map<string, LogTables['logGroup']>()
  let saving: NodeJS.Timeout | undefined

  function readersOf(topic: string) {
    const readers = topics.get(topic) ?? openReaders(topic)
    topics.set(topic, readers)
    return readers
  }

  async function openReaders(topic: string) {
    const known = new Map((await listOffsets(db, name, topic)).map((row) => [row.partition, row.next]))
    const rows = Array.from({ length: partitions }, (_, partition) => ({
      name,
      topic,
      partition,
      next: known.get(partition) ?? 0,
      seenAt: clock.now(),
    }))
    // From its first day on, retention leaves the group what it has not read.
    for (const row of rows) noteMoved(row)
    await save().catch(tellNotSaved)
    return rows.map(({ partition, next }) =>
      createLogReader({
        db,
        log,
        topic,
        partition,
        next,
        deliver: (events) => deliver(topic, partition, events),
        onMoved: (offset) => noteMoved({ name, topic, partition, next: offset, seenAt: clock.now() }),
      }),
    )
  }

  async function deliver(topic: string, partition: number, events: BellEvent[]) {
    const takers = members.filter((member) => member.topics.includes(topic))
    const member = takers[partition % takers.length]
    if (!member) return false
    const work = member.handle(events)
    const works = inHand.get(member)!.add(work)
    try {
      await work
    } finally {
      works.delete(work)
    }
    return true
  }

  function noteMoved(row: LogTables['logGroup']) {
    moved.set(`${row.topic}/${row.partition}`, row)
    saveIn(gatherMs)
  }

  function saveIn(ms: number) {
    saving ??= setTimeout(() => {
      save().catch(tellNotSaved)
    }, ms)
  }

  function tellNotSaved(error: unknown) {
    log?.warn({ err: error, group: name }, 'Acknowledgements are not saved yet')
  }

  async function save() {
    clearTimeout(saving)
    saving = undefined
    const rows = [...moved]
    moved.clear()
    if (rows.length === 0) return
    try {
      await saveOffsets(
        db,
        rows.map(([, row]) => row),
      )
    } catch (error) {
      // They are saved with the next ones: until then the group would seem to be behind.
      for (const [key, row] of rows) if (!moved.has(key)) moved.set(key, row)
      saveIn(againMs)
      throw error
    }
  }

  async function wakeAll(topic: string) {
    for (const reader of await readersOf(topic)) reader.wake()
  }

  return {
    async wake(topic: string, grown: number[]) {
      const readers = await topics.get(topic)
      if (readers) for (const partition of grown) readers[partition]!.wake()
    },

    async rewind(topic: string, offsets: number[]) {
      const readers = await readersOf(topic)
      const again = readers.map((reader, partition) => reader.rewind(offsets[partition]!))
      await save()
      return again.reduce((sum, each) => sum + each, 0)
    },

    async join(member: Member): Promise<Subscription> {
      members.push(member)
      inHand.set(member, new Set())
      await Promise.all(member.topics.map(wakeAll))
      return {
        async close() {
          const place = members.indexOf(member)
          if (place < 0) return
          members.splice(place, 1)
          await Promise.allSettled(inHand.get(member)!)
          inHand.delete(member)
          await save().catch(tellNotSaved)
          // The others of the group take over.
          await Promise.all(member.topics.map(wakeAll))
        },
      }
    },

    async close() {
      members.length = 0
      const readers = (await Promise.all(topics.values())).flat()
      await Promise.all(readers.map((reader) => reader.close()))
      await save().catch(tellNotSaved)
      clearTimeout(saving)
    },
  }
}
