/**
 * Small values that may be lost or expire without anyone losing music: play queues, rate limits, caches; and word
 * passed between processes. Keys, values and messages are any well-formed text.
 */
export interface KeyValue {
  /** @returns the value, or undefined when there is none or its time is over. */
  get(key: string): Promise<string | undefined>
  /** Replaces value and lifetime; without `ttlMs` it stays until it is deleted. */
  set(key: string, value: string, options?: Lifetime): Promise<void>
  /**
   * Replaces value and lifetime only if the key holds `expected` (undefined: holds nothing) at that very moment.
   * @returns whether it did.
   */
  compareAndSet(key: string, expected: string | undefined, value: string, options?: Lifetime): Promise<boolean>
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>
  /**
   * Adds `by` (an integer, 1 unless given) to a counter that starts at 0. Its lifetime counts from its creation and
   * is not prolonged by later increments.
   * @returns the new count. @throws KeyValueError not_a_counter when the key holds other text
   */
  increment(key: string, options: { by?: number; ttlMs: number }): Promise<number>
  /** Reaches every listener of the channel that is subscribed now, in every process, at most once. */
  publish(channel: string, message: string): Promise<void>
  /**
   * Messages of one channel arrive in the order in which they were published. A listener that throws harms nobody.
   * @returns a function that ends the subscription; after it no message arrives.
   */
  subscribe(channel: string, listener: (message: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** Whole milliseconds, more than 0. */
export interface Lifetime {
  ttlMs?: number
}

export class KeyValueError extends Error {
  readonly code: 'not_a_counter'
  constructor(code: 'not_a_counter', message: string) {
    super(message)
    this.name = 'KeyValueError'
    this.code = code
  }
}
