import type { BellEvent } from './definition.ts'

export interface Subscription {
  /** Resolves when the batch in hand is done; what was not acknowledged comes again at the next subscription. */
  close(): Promise<void>
}

/** A consumer group and the topics it reads. */
export interface Group {
  group: string
  topics: string[]
}

/** The port: a durable log of topics, each cut into partitions by the event's subject. */
export interface EventBus {
  /** Durable when it resolves. Events of one subject keep the order of the calls. */
  publish(topic: string, events: BellEvent[]): Promise<void>
  /**
   * Each group sees every event at least once, from the beginning of what is retained; the members of a group share
   * the partitions. `handle` is called with one batch of one partition at a time, in order; when it rejects, the same
   * events come again after a pause.
   */
  subscribe(o: {
    group: string
    topics: string[]
    handle: (events: BellEvent[]) => Promise<void>
  }): Promise<Subscription>
  /** How many events each group has not acknowledged yet. */
  lag(groups: Group[]): Promise<Map<string, number>>
  /**
   * The group reads once more what was published since then (ms UTC), as far as it is retained; members at work go back
   * at once. It never goes forward. @returns how many events come again
   */
  rewind(o: Group & { since: number }): Promise<number>
  close(): Promise<void>
}
