import type { Db } from '../database/index.ts'
import type { BellEvent } from './definition.ts'
import type { Subscription } from './event-bus.ts'
import { createLogReader, type LogReader } from './log-reader.ts'
import { listOffsets, saveOffsets, type LogTables } from './log-store.ts'

interface Member {
  topics: string[]
  handle: (events: BellEvent[]) => Promise<void>
}

export type LogGroup = ReturnType<typeof createLogGroup>

/** A consumer group: a reader for each partition of its topics, whose batches go to the members in turn. */
export function createLogGroup({ db, name, partitions }: { db: Db<LogTables>; name: string; partitions: number }) {
  const members: Member[] = []
  const inHand = new Map<Member, Set<Promise<void>>>()
  const topics = new Map<string, Promise<LogReader[]>>()
  const moved = new Map<string, LogTables['logGroup']>()
  let saving: NodeJS.Timeout | undefined

  async function openReaders(topic: string) {
    const offsets = new Map((await listOffsets(db, name, topic)).map((row) => [row.partition, row.next]))
    return Array.from({ length: partitions }, (_, partition) =>
      createLogReader({
        db,
        topic,
        partition,
        next: offsets.get(partition) ?? 0,
        deliver: (events) => deliver(topic, partition, events),
        onMoved: (next) => noteMoved({ name, topic, partition, next }),
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

  // Acknowledgements are gathered before they cost an fsync: a crash repeats what was handled just before it, and
  // consumers know that by their inbox.
  function noteMoved(row: LogTables['logGroup']) {
    moved.set(`${row.topic}/${row.partition}`, row)
    saving ??= setTimeout(() => void save(), 50)
  }

  async function save() {
    clearTimeout(saving)
    saving = undefined
    const rows = [...moved.values()]
    moved.clear()
    if (rows.length > 0) await saveOffsets(db, rows)
  }

  async function wakeAll(topic: string) {
    for (const reader of (await topics.get(topic)) ?? []) reader.wake()
  }

  return {
    wake(topic: string, grown: number[]) {
      void topics.get(topic)?.then((readers) => {
        for (const partition of grown) readers[partition]!.wake()
      })
    },

    async join(member: Member): Promise<Subscription> {
      members.push(member)
      inHand.set(member, new Set())
      for (const topic of member.topics) {
        if (!topics.has(topic)) topics.set(topic, openReaders(topic))
        await wakeAll(topic)
      }
      return {
        async close() {
          const place = members.indexOf(member)
          if (place < 0) return
          members.splice(place, 1)
          await Promise.allSettled(inHand.get(member)!)
          inHand.delete(member)
          await save()
          // What the others of the group now take over.
          await Promise.all(member.topics.map(wakeAll))
        },
      }
    },

    async close() {
      members.length = 0
      for (const readers of topics.values()) await Promise.all((await readers).map((reader) => reader.close()))
      await save()
    },
  }
}
