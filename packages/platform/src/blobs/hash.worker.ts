import { createHash, type Hash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'

/** `follow` reads on to `end` and keeps what it has so far under `name`; `finish` does so, answers, and keeps nothing. */
export type HashCall =
  | { do: 'follow' | 'finish'; name: string; file: string; end: number }
  | { do: 'forget'; name: string }
/** SHA-256, hex. */
export type HashAnswer = { hash: string } | { error: unknown }

interface Growing {
  hash: Hash
  position: number
}

/** Uploads that were left lie here too; one that was pushed out is read from its beginning. */
const mostKept = 200
const kept = new Map<string, Growing>()
const piece = Buffer.allocUnsafeSlow(512 * 1024)
const port = parentPort!

port.on('message', (call: HashCall) => {
  const growing = (call.do !== 'forget' && kept.get(call.name)) || { hash: createHash('sha256'), position: 0 }
  kept.delete(call.name)
  if (call.do === 'follow') {
    kept.set(call.name, growing)
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
    // A file that has gone or got its other name meanwhile is read on later, or never asked for.
    try {
      readOn(growing, call)
    } catch {}
  } else if (call.do === 'finish') {
    port.postMessage(finish(growing, call))
  }
})

function finish(growing: Growing, call: { file: string; end: number }): HashAnswer {
  try {
    readOn(growing, call)
    return { hash: growing.hash.digest('hex') }
  } catch (error) {
    return { error }
  }
}

function readOn(growing: Growing, { file, end }: { file: string; end: number }) {
  const handle = openSync(file, 'r')
  try {
    while (growing.position < end) {
      const length = readSync(handle, piece, 0, Math.min(piece.length, end - growing.position), growing.position)
      if (length === 0) throw new Error(`${file} ends at ${growing.position}, before ${end}.`)
      growing.hash.update(piece.subarray(0, length))
      growing.position += length
    }
  } finally {
    closeSync(handle)
  }
}
