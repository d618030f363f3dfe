import type { Readable, Writable } from 'node:stream'

/**
 * Large bytes under a key: begun, appended to (by any process, after any pause), completed, and from then on read
 * and never changed. What was acknowledged is on the disk.
 *
 * Keys match /^[a-z0-9][a-z0-9/._-]*$/, at most 500 characters, in segments that are not empty, `.` or `..`.
 * Everything here throws BlobError; `read` does so by its stream.
 */
export interface BlobStore {
  /**
   * Makes an empty, incomplete blob. One that is incomplete starts again from nothing, so that begin, append(0),
   * complete can be repeated after a crash. @throws blob_exists when it is complete, blob_busy
   */
  begin(key: string): Promise<void>
  /**
   * Adds bytes at the end, which the caller believes to be at `offset`. When `bytes` breaks off with an error, what
   * had arrived is kept, and the error is passed on: `stat` tells where to go on.
   * @returns the new size in bytes. @throws blob_offset_mismatch (with `size`), blob_busy while another append to the
   * key runs, blob_complete, blob_not_found
   */
  append(key: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number>
  /**
   * Ends the writing; may be repeated.
   * @param size in bytes, which the caller believes it has: somebody else may have begun it again, and goes on then
   * @throws blob_offset_mismatch (with `size`), blob_not_found, blob_busy
   */
  complete(key: string, size?: number): Promise<{ size: number }>
  /** SHA-256 of a complete blob, hex; soon after its last byte it costs little. @throws blob_not_found, blob_incomplete */
  hash(key: string): Promise<string>
  stat(key: string): Promise<{ size: number; complete: boolean } | undefined>
  /**
   * The bytes from `start` to `end`, both inclusive and in bytes, cut at the blob's end. The stream fails with
   * blob_not_found or blob_incomplete. @throws blob_range_invalid
   */
  read(key: string, range?: { start?: number; end?: number }): Readable
  /**
   * Writes such a range into `to`, faster than a pipe from `read`; does not end `to`.
   * @param opened called with the blob's bytes before the first is written, and never where there is nothing to send;
   * may write what precedes them, or throw, so that nothing is sent
   * @returns when all was taken, or when `to` was closed before. @throws as `read`, before anything is written
   */
  send(
    key: string,
    range: { start?: number; end?: number },
    to: Writable,
    opened?: (size: number) => void,
  ): Promise<void>
  /**
   * The address at which a proxy in front serves the bytes of a complete blob by itself, and only when it is told so
   * (`X-Accel-Redirect`). Stores that no proxy can reach lack it. @throws blob_key_invalid
   */
  proxyAddress?(key: string): string
  /** Lets others read past this process. Stores that they cannot reach lack it. */
  direct?: DirectReads
  /** All keys that begin with `prefix`, in no order; what comes or goes meanwhile may be among them or not. */
  list(prefix?: string): AsyncIterable<{ key: string; size: number; complete: boolean }>
  /**
   * Takes away what crashes left and nobody knows of. Stores in which they leave nothing lack it.
   * @param log hears of what cannot be put right
   * @returns how much it was
   */
  tidy?(signal: AbortSignal, log: TidyLog): Promise<number>
  /** At once, also under a running append (which then fails) or read (which ends well). Again is no error. */
  delete(key: string): Promise<void>
}

export interface TidyLog {
  warn(what: object, text: string): void
}

/** Reading a complete blob from where it lies, by an address that is proof enough. */
export interface DirectReads {
  /** Where such addresses lead. */
  origin: string
  /** An address for whoever holds it, also after what gave them the right has ended: so short a time. @throws blob_key_invalid */
  address(key: string, as: DirectAnswer): Promise<string>
}

/** How the bytes are answered there. */
export interface DirectAnswer {
  contentType: string
  /** Content-Disposition. */
  disposition?: string | undefined
  /** How long the address is good for, in seconds. */
  seconds: number
}

export type BlobErrorCode =
  | 'blob_key_invalid'
  | 'blob_exists'
  | 'blob_busy'
  | 'blob_offset_mismatch'
  | 'blob_complete'
  | 'blob_incomplete'
  | 'blob_not_found'
  | 'blob_range_invalid'

export class BlobError extends Error {
  readonly code: BlobErrorCode
  /** With blob_offset_mismatch: the size in bytes, which is the offset to go on from. */
  readonly size: number | undefined
  constructor(code: BlobErrorCode, message: string, size?: number) {
    super(message)
    this.name = 'BlobError'
    this.code = code
    this.size = size
  }
}
