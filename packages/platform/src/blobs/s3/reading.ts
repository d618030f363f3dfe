import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { arriving } from './arriving.ts'
import { explain, pause, statusOf, type S3Connection } from './connection.ts'

type Place = { Bucket: string; Key: string }

/** A stream that breaks is gone on with so often without a byte between. */
const attempts = 5

export interface Opened {
  /** Of the whole blob, in bytes. */
  size: number
  etag: string
  /** undefined where the range lies behind the end. */
  body: Readable | undefined
}

export async function lookAtBlob({ client }: S3Connection, place: Place) {
  try {
    const { ContentLength, Metadata } = await client.send(new HeadObjectCommand(place))
    return { size: ContentLength!, begun: Metadata?.begun }
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw explain(error)
  }
}

/** @returns undefined where there is no such blob. `end` is inclusive; Infinity for all */
export async function openRange(
  connection: S3Connection,
  place: Place,
  range: { start: number; end: number },
  etag?: string,
): Promise<Opened | undefined> {
  const { start, end } = range
  const isWhole = start === 0 && end === Infinity
  const Range = isWhole ? undefined : `bytes=${start}-${end === Infinity ? '' : end}`
  try {
    const got = await connection.client.send(
      new GetObjectCommand({ ...place, ...(Range && { Range }), ...(etag && { IfMatch: etag }) }),
    )
    const size = Range === undefined ? got.ContentLength! : Number(got.ContentRange!.split('/')[1])
    return { size, etag: got.ETag!, body: got.Body as unknown as Readable }
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    if (statusOf(error) !== 416) throw explain(error)
    const { size } = (await lookAtBlob(connection, place)) ?? {}
    return size === undefined ? undefined : { size, etag: '', body: undefined }
  }
}

/** The bytes of a range that was opened; a connection that breaks is gone on from where it stood. */
export async function* readOn(
  connection: S3Connection,
  place: Place,
  { start, end }: { start: number; end: number },
  opened: Opened,
): AsyncGenerator<Buffer> {
  const last = Math.min(end, opened.size - 1)
  let position = start
  let { body } = opened
  let failures = 0
  while (position <= last) {
    try {
      for await (const piece of arriving(body!)) {
        position += piece.length
        failures = 0
        yield piece
      }
      if (position > last) return
      throw new Error(`The storage sent ${position - start} bytes of ${last + 1 - start}.`)
    } catch (error) {
      // All came, and its checksum is another: to be told, not to be asked for again.
      if (position > last || ++failures > attempts) throw explain(error)
      await pause(failures)
      body = (await openRange(connection, place, { start: position, end: last }, opened.etag))?.body
      if (!body) throw explain(error)
    }
  }
}

/** Writes into `to`, at its pace, until it has all or is closed. */
export async function writeInto(to: Writable, bytes: AsyncIterable<Buffer>) {
  const closed = new AbortController()
  const onClose = () => closed.abort()
  to.once('close', onClose)
  try {
    for await (const piece of bytes) {
      if (to.destroyed) return
      if (!to.write(piece)) await once(to, 'drain', { signal: closed.signal })
    }
  } catch (error) {
    if (!to.destroyed) throw error
  } finally {
    to.off('close', onClose)
  }
}
