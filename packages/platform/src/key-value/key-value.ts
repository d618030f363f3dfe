/**
 * Small values that may be lost at any moment without anyone losing music or a sign-in, such as rate limits; and word
 * passed between processes. What must be there a moment later stands in a database. No call fails because the store is
 * away. Keys, values and messages are any well-formed text.
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
  /**
   * Reaches every listener of the channel that is subscribed now, in every process, at most once; while the store is away,
   * at best those of this process.
   */
  publish(channel: string, message: string): Promise<void>
  /**
   * Messages of one channel arrive in the order in which they were published. A listener that throws harms nobody.
   * @param onMissed called when messages may have been lost: after an interruption, and now and then while one lasts.
   * What messages tell of is to be read anew then.
   * @returns a function that ends the subscription; after it no message arrives.
   */
  subscribe(channel: string, listener: (message: string) => void, onMissed?: () => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** Whole milliseconds, more than 0. */
export interface Lifetime {
  ttlMs?: number
}

type KeyValueErrorCode = 'not_a_counter' | 'key_value_url_unknown' | 'key_value_refused'

export class KeyValueError extends Error {
  readonly code: KeyValueErrorCode
  constructor(code: KeyValueErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'KeyValueError'
    this.code = code
  }
}
