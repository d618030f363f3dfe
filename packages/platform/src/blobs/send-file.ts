import fs from 'node:fs'
import type { Writable } from 'node:stream'

/** A taker that keeps up is sent in larger pieces; one that does not holds a small one. In bytes. */
const first = 256 * 1024
const least = 64 * 1024
const most = 512 * 1024
/** A piece that is gone so soon (ms) was taken by someone who keeps up. */
const soon = 500

/*
 * Pieces of memory that are used again. Streams of Node's allocate each piece anew, and half of the time goes into
 * collecting them; and a listener who takes 40 kB a second would hold two of the largest.
 */
const pools = new Map<number, Buffer[]>()
const kept = 8

/**
 * Writes a file's bytes from `start` to before `end` into `to`, which it does not end.
 * @returns when all has been taken, or `to` was closed by the other side. Closes the file in any case.
 */
export function sendFile(fd: number, start: number, end: number, to: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    let position = start
    let size = first
    let reading = false
    let writing = 0
    let failure: Error | undefined
    let settled = false

    const stopped = () => failure !== undefined || to.destroyed
    const settle = () => {
      if (settled || reading) return
      // Pieces that were never taken are not used again.
      if (!stopped() && (position < end || writing > 0)) return
      settled = true
      to.off('close', settle)
      fs.close(fd, () => (failure ? reject(failure) : resolve()))
    }

    function read() {
      // One piece is on its way while the next is read; more only fill memory.
      if (reading || stopped() || position >= end || writing >= 2 || (writing === 1 && size === least)) return settle()
      reading = true
      const piece = take(size)
      fs.read(fd, piece, 0, Math.min(piece.length, end - position), position, (error, length) => {
        reading = false
        if (error || length === 0) failure = error ?? new Error('The file ended before its time.')
        if (stopped()) {
          give(piece)
          return settle()
        }
        position += length
        write(piece, length)
        read()
      })
    }

    function write(piece: Buffer, length: number) {
      const begin = performance.now()
      writing++
      to.write(piece.subarray(0, length), () => {
        writing--
        give(piece)
        size = performance.now() - begin < soon ? Math.min(size * 2, most) : least
        read()
      })
    }

    to.on('close', settle)
    read()
  })
}

function take(size: number) {
  return pools.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size)
}

function give(piece: Buffer) {
  const pool = pools.get(piece.length) ?? []
  if (pool.length < kept) pool.push(piece)
  pools.set(piece.length, pool)
}
