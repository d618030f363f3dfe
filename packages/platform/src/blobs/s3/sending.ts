import type { S3Connection } from './connection.ts'
import { writeGrowing, type Growing, type Places } from './growing.ts'
import { abortUpload, createUpload, uploadPart } from './multipart.ts'
import type { PartInMemory } from './part.ts'

/** So many parts of a blob are on their way while the next one fills: S3 may be far, and each takes two round trips. */
const mostOfOne = 3
/** Of all blobs. Where there are more, each has one on its way, so that what many uploads hold in memory is half. */
const mostOfAll = 12

let onTheirWay = 0

/** Sends parts of a blob side by side, and acknowledges them one after the other. */
export function createSender(connection: S3Connection, at: Places, from: Growing) {
  let state = from
  let failure: { error: unknown } | undefined
  let reserving: Promise<void> | undefined
  let number = from.reserved
  /** Whether each, the oldest first, was acknowledged; they do not fail. */
  const sending: Promise<boolean>[] = []

  async function sendPart(part: PartInMemory, number: number, hashed?: Promise<void>, before?: Promise<boolean>) {
    onTheirWay++
    try {
      await (reserving ??= reserve())
      const sent = await uploadPart(connection, at.blob, state.uploadId!, number, part.bytes(), part.checksum())
      // What would follow bytes that are not there does not count.
      if ((await before) === false) return false
      // This says that the part is acknowledged, and takes one more number.
      const next = { ...state, parts: [...state.parts, sent], reserved: state.reserved + 1, tail: Buffer.alloc(0) }
      state = await writeGrowing(connection, at.part, next, state)
      await hashed
      part.letGo()
      return true
    } catch (error) {
      failure ??= { error }
      return false
    } finally {
      onTheirWay--
    }
  }

  /** Takes numbers that nobody else will send a part under, however long this process may be paused. */
  async function reserve() {
    const uploadId = from.uploadId ?? (await createUpload(connection, at.blob, from.begun))
    try {
      state = await writeGrowing(connection, at.part, { ...from, uploadId, reserved: from.reserved + mostOfOne }, from)
    } catch (error) {
      if (from.uploadId === null) await abortUpload(connection, at.blob, uploadId)
      throw error
    }
  }

  function check() {
    if (failure) throw failure.error
  }

  return {
    /** @throws what keeps a part from being acknowledged */
    check,
    /** The number that the last part was sent under, by whomever. */
    get number() {
      return number
    },
    /**
     * Sends a part, unless one before has failed, and lets its memory go.
     * @param hashed when its memory has been read
     * @returns once it is on its way
     */
    async send(part: PartInMemory, hashed: Promise<void> | undefined) {
      while (sending.length >= mostOfOne || (sending.length > 0 && onTheirWay >= mostOfAll)) await sending.shift()
      if (failure) return
      sending.push(sendPart(part, ++number, hashed, sending.at(-1)))
    },
    /** @returns what is known when no part is on its way any more. @throws as `check` */
    async settle() {
      await Promise.all(sending)
      check()
      return state
    },
  }
}
