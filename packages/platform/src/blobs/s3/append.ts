import { setImmediate as nextTurn } from 'node:timers/promises'
import { BlobError } from '../blobs.ts'
import type { S3Connection } from './connection.ts'
import { readGrowing, sizeOf, writeGrowing, type Growing, type Places } from './growing.ts'
import { createPart, leastPart } from './part.ts'
import { createSender } from './sending.ts'

const partBytes = (number: number) => leastPart * 2 ** Math.floor(number / 2000)

/** So many bytes are hashed while more come: what is left for the end is little. */
const ahead = 1024 * 1024
/** Of a large piece so much is taken at once, so that others have their turn. */
const atOnce = 1024 * 1024

/**
 * Adds what comes to a blob that grows: whole parts as they are full, the next filling while some are sent; what is left
 * becomes the tail. Also when the source fails, all that had arrived is kept before that is passed on.
 *
 * @param hash takes each byte of what comes in order, some at a time, and resolves when it has read them. Of less than a
 * megabyte in all it hears nothing
 */
export async function appendTo(
  connection: S3Connection,
  at: Places,
  from: Growing,
  bytes: AsyncIterable<Uint8Array>,
  hash: (bytes: Uint8Array<SharedArrayBuffer>) => Promise<void>,
): Promise<Growing> {
  const sender = createSender(connection, at, from)
  let part = createPart(partBytes(from.reserved))
  part.add(from.tail)
  let hashed = part.length
  let hashing: Promise<void> | undefined

  function hashOn(least: number) {
    if (part.length - hashed < least) return
    // What a thread that failed has not hashed is read back in the end.
    hashing = hash(part.bytes(hashed)).catch(() => {})
    hashed = part.length
  }

  async function sendPart() {
    hashOn(1)
    await sender.send(part, hashing)
    part = createPart(partBytes(sender.number))
    hashed = 0
  }

  async function keepRest() {
    if (part.length >= leastPart) await sendPart()
    const state = await sender.settle()
    if (hashing ?? sizeOf(from)) hashOn(1)
    const kept = await keepTail(connection, at, state, part.bytes())
    await hashing
    part.letGo()
    return kept
  }

  try {
    for await (const piece of bytes) {
      for (let taken = 0; taken < piece.length;) {
        if (taken > 0) await nextTurn()
        taken += part.add(piece.subarray(taken, taken + atOnce))
        hashOn(ahead)
        if (part.isFull) await sendPart()
        sender.check()
      }
    }
  } catch (error) {
    await keepRest()
    throw error
  }
  return keepRest()
}

async function keepTail(connection: S3Connection, at: Places, state: Growing, tail: Buffer) {
  if (tail.length > 0 && !tail.equals(state.tail)) return writeGrowing(connection, at.part, { ...state, tail }, state)
  // Nothing to write, but it must not have been deleted or taken over meanwhile.
  const now = await readGrowing(connection, at.part)
  if (!now) throw new BlobError('blob_not_found', 'This blob was deleted meanwhile.')
  if (now.etag !== state.etag) throw new BlobError('blob_busy', 'Another request is writing this blob.')
  return state
}
