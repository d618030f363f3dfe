import { systemClock, type Clock } from '../clock/index.ts'
import { openDatabase } from '../database/index.ts'
import type { EventBus } from './event-bus.ts'
import type { EventsLog } from './events-log.ts'
import { createLogGroup, type LogGroup } from './log-group.ts'
import { forgetEntries } from './log-retention.ts'
import { appendEntries, countBehind, findOffset, logMigrations, settlePartitions, type LogTables } from './log-store.ts'

const hourMs = 3_600_000

export interface LogBusOptions {
  /** The log's own SQLite file; one process writes and reads it. */
  file: string
  /** For a new file; one that exists keeps its number. */
  partitions?: number
  /** How long events stay after the groups have read them: 7 days unless told. */
  retentionMs?: number
  clock?: Clock
  log?: EventsLog
}

/** The embedded bus: a durable log of topics and partitions, with an offset for each consumer group. */
export function createLogBus(o: LogBusOptions): EventBus {
  const { clock = systemClock, log, retentionMs = 7 * 24 * hourMs } = o
  const groups = new Map<string, LogGroup>()
  const opening = open()
  // Whoever publishes or subscribes hears of it.
  opening.catch(() => {})

  async function open() {
    const database = await openDatabase<LogTables>({
      url: `sqlite:${o.file}`,
      schema: 'events',
      migrations: logMigrations,
    })
    const partitions = await settlePartitions(database.db, o.partitions ?? 8)
    await forgetEntries(database.db, clock.now(), retentionMs)
    const sweep = () =>
      forgetEntries(database.db, clock.now(), retentionMs).catch((error: unknown) =>
        log?.warn({ err: error }, 'Old events could not be forgotten'),
      )
    const timer = setInterval(() => void sweep(), hourMs).unref()
    return { ...database, partitions, timer }
  }

  async function groupOf(name: string) {
    const { db, partitions } = await opening
    const group = groups.get(name) ?? createLogGroup({ db, name, partitions, clock, log })
    groups.set(name, group)
    return group
  }

  return {
    async publish(topic, events) {
      if (events.length === 0) return
      const { db, partitions } = await opening
      const grown = await appendEntries(db, topic, partitions, events, clock.now())
      for (const group of groups.values()) await group.wake(topic, grown)
    },

    async subscribe({ group, ...member }) {
      return (await groupOf(group)).join(member)
    },

    async lag(asked) {
      const { db } = await opening
      const counts = asked.map(async ({ group, topics }) => [group, await countBehind(db, group, topics)] as const)
      return new Map(await Promise.all(counts))
    },

    async rewind({ group, topics, since }) {
      const { db, partitions } = await opening
      const numbers = Array.from({ length: partitions }, (_, partition) => partition)
      let again = 0
      for (const topic of topics) {
        const offsets = await Promise.all(numbers.map((partition) => findOffset(db, topic, partition, since)))
        again += await (await groupOf(group)).rewind(topic, offsets)
      }
      return again
    },

    async close() {
      const { close, timer } = await opening
      clearInterval(timer)
      await Promise.all([...groups.values()].map((group) => group.close()))
      await close()
    },
  }
}
