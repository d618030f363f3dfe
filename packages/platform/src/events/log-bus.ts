import { systemClock, type Clock } from '../clock/index.ts'
import { openDatabase } from '../database/index.ts'
import type { EventBus } from './event-bus.ts'
import { createLogGroup, type LogGroup } from './log-group.ts'
import { appendEntries, logMigrations, settlePartitions, type LogTables } from './log-store.ts'

/** The embedded bus: a log in a SQLite file of its own, which one process writes and reads. */
export function createLogBus(o: { file: string; partitions?: number; clock?: Clock }): EventBus {
  const clock = o.clock ?? systemClock
  const groups = new Map<string, LogGroup>()
  const opening = open()
  // Whoever publishes or subscribes first hears of it.
  opening.catch(() => {})

  async function open() {
    const database = await openDatabase<LogTables>({
      url: `sqlite:${o.file}`,
      schema: 'events',
      migrations: logMigrations,
    })
    return { ...database, partitions: await settlePartitions(database.db, o.partitions ?? 8) }
  }

  return {
    async publish(topic, events) {
      if (events.length === 0) return
      const { db, partitions } = await opening
      const grown = await appendEntries(db, topic, partitions, events, clock.now())
      for (const group of groups.values()) group.wake(topic, grown)
    },

    async subscribe({ group: name, topics, handle }) {
      const { db, partitions } = await opening
      const group = groups.get(name) ?? createLogGroup({ db, name, partitions })
      groups.set(name, group)
      return group.join({ topics, handle })
    },

    async close() {
      const { close } = await opening
      await Promise.all([...groups.values()].map((group) => group.close()))
      await close()
    },
  }
}
