import { crc32 } from 'node:zlib'
import { writeChecksum } from './checksum.ts'

/** S3 takes no smaller part but the last, and no more than 10,000: in the end they are larger. In bytes. */
export const leastPart = 5 * 1024 * 1024

/** What is smaller is by far the most, and has memory of its own. */
const small = 256 * 1024

/*
 * Memory that is used again: the first touch of fresh memory costs more than all that is done with it. Threads share it.
 * Each holds a part, and what is said of it.
 */
const pool: SharedArrayBuffer[] = []
const pooledBytes = leastPart + 64 * 1024
const kept = 4

/** Memory of so many bytes or more, which hold anything. */
export function borrow(bytes: number) {
  if (bytes <= small) return new SharedArrayBuffer(bytes)
  return (bytes <= pooledBytes && pool.pop()) || new SharedArrayBuffer(Math.max(bytes, pooledBytes))
}

/** Nobody reads or writes it any more. */
export function giveBack(memory: SharedArrayBuffer) {
  if (memory.byteLength === pooledBytes && pool.length < kept) pool.push(memory)
}

export type PartInMemory = ReturnType<typeof createPart>

/** A part as it fills, of `most` bytes at most. */
export function createPart(most: number) {
  let memory = borrow(small)
  let length = 0
  let sum = 0

  function grow() {
    const larger = borrow(most)
    new Uint8Array(larger).set(new Uint8Array(memory, 0, length))
    memory = larger
  }

  return {
    get length() {
      return length
    },
    get isFull() {
      return length === most
    },
    /** Takes of these bytes what there is room for. @returns how many */
    add(bytes: Uint8Array) {
      const taken = bytes.subarray(0, most - length)
      if (length + taken.length > memory.byteLength) grow()
      new Uint8Array(memory).set(taken, length)
      sum = crc32(taken, sum)
      length += taken.length
      return taken.length
    },
    /** What it holds from there on; good until it is let go. */
    bytes: (from = 0) => Buffer.from(memory, from, length - from),
    checksum: () => writeChecksum(sum),
    /** Nobody reads its bytes any more. */
    letGo: () => giveBack(memory),
  }
}
