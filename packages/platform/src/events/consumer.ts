import type { Tx } from '../database/index.ts'
import type { BellEvent, EventDefinition } from './definition.ts'

export interface Consumer<S, P = void> {
  /** Names what has been consumed: another name begins again at the beginning. Unique in the installation. */
  group: string
  events: EventDefinition[]
  /** Slow, idempotent work outside any transaction. Events of different keys are prepared side by side. */
  prepare?(event: BellEvent): Promise<P>
  /**
   * The effect; each event comes here once. Awaits nothing but `tx`. Without `prepare`, batches are whole. Where what
   * `prepare` does is all, there is none, and those who are done at the same time are noted together.
   */
  apply?(tx: Tx<S>, batch: { event: BellEvent; prepared: P }[]): Promise<void>
  /** Best effort, after the commit: tell pages. It may be skipped by a crash. */
  afterwards?(batch: { event: BellEvent; prepared: P }[]): void | Promise<void>
  /** In the transaction that puts an event among the dead letters. */
  deadLettered?(tx: Tx<S>, event: BellEvent, error: unknown): Promise<void>
  /** How many events are prepared at a time; 4 unless told. */
  concurrency?: number
}

export function defineConsumer<S, P = void>(consumer: Consumer<S, P>): Consumer<S, any> {
  return consumer
}

/**
 * Thrown by a consumer when what it needs is down: the event (and its key) waits and is tried again, however long that
 * takes, and never becomes a dead letter. An AppError of 503 is taken for the same.
 */
export class TryLater extends Error {}

export interface RetryPolicy {
  /** Attempts before an event becomes a dead letter. */
  attempts: number
  /** The pause after the first failure, in milliseconds; it doubles with each, to at most `longestMs`. */
  firstMs: number
  longestMs: number
}

export const defaultRetry: RetryPolicy = { attempts: 6, firstMs: 200, longestMs: 10_000 }
