import { createHash, type Hash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'

/**
 * What is hashed grows under a name. `follow` reads a file on to `end`, and `finishFile` does so, answers and forgets;
 * `add` takes bytes of shared memory, which lie at `offset`, and `finish` answers and forgets.
 */
export type HashCall =
  | { do: 'follow' | 'finishFile'; name: string; file: string; end: number }
  | { do: 'add'; name: string; offset: number; bytes: Uint8Array<SharedArrayBuffer> }
  | { do: 'finish'; name: string; end: number }
  | { do: 'forget'; name: string }
/** SHA-256, hex, where it was asked for and all is known; and how far it is. `follow` and `forget` are not answered. */
export type HashAnswer = { hash?: string; knownTo: number } | { error: unknown }

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
    keep(call.name, growing)
    // A file that has gone or got its other name meanwhile is read on later, or never asked for.
    try {
      readOn(growing, call)
    } catch {}
  } else if (call.do === 'finishFile') {
    port.postMessage(finishFile(growing, call))
  } else if (call.do === 'add') {
    port.postMessage(add(growing, call))
  } else if (call.do === 'finish') {
    port.postMessage(finish(growing, call))
  }
})

function keep(name: string, growing: Growing) {
  kept.set(name, growing)
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
}

function add(
  growing: Growing,
  { name, offset, bytes }: { name: string; offset: number; bytes: Uint8Array },
): HashAnswer {
  // Another process may have written what lies between.
  if (offset === growing.position) {
    growing.hash.update(bytes)
    growing.position += bytes.length
  }
  if (growing.position > 0) keep(name, growing)
  return { knownTo: growing.position }
}

function finish(growing: Growing, { name, end }: { name: string; end: number }): HashAnswer {
  if (growing.position === end) return { hash: growing.hash.digest('hex'), knownTo: end }
  keep(name, growing)
  return { knownTo: growing.position }
}

function finishFile(growing: Growing, call: { file: string; end: number }): HashAnswer {
  try {
    readOn(growing, call)
    return { hash: growing.hash.digest('hex'), knownTo: call.end }
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
