import { parentPort } from 'node:worker_threads'
import { readAudio } from './read-audio.ts'
import type { Source } from '@bell/tags'

export type ToWorker = { read: { size: number } } | { bytes: Uint8Array<ArrayBuffer> }
export type FromWorker = { need: { start: number; end: number } } | { findings: Awaited<ReturnType<typeof readAudio>> }

const port = parentPort!
const blockBytes = 256 * 1024
const mostBlocks = 8
let arrive: (bytes: Uint8Array) => void = () => {}

port.on('message', (message: ToWorker) => {
  if ('bytes' in message) arrive(message.bytes)
  else void answer(message.read.size)
})

async function answer(size: number) {
  const findings = await readAudio(createSource(size))
  port.postMessage({ findings } satisfies FromWorker)
}

/** Asks the main thread, which has the blob store, for blocks, and keeps the latest. */
function createSource(size: number): Source {
  const blocks = new Map<number, Uint8Array>()

  async function block(index: number) {
    const kept = blocks.get(index)
    if (kept) return kept
    const start = index * blockBytes
    const arrived = new Promise<Uint8Array>((resolve) => (arrive = resolve))
    port.postMessage({ need: { start, end: Math.min(start + blockBytes, size) } } satisfies FromWorker)
    const bytes = await arrived
    blocks.set(index, bytes)
    if (blocks.size > mostBlocks) blocks.delete(blocks.keys().next().value!)
    return bytes
  }

  return {
    size,
    async read(start, end) {
      const first = Math.floor(start / blockBytes)
      const offset = start - first * blockBytes
      if (end <= (first + 1) * blockBytes) return (await block(first)).subarray(offset, offset + end - start)
      const whole = new Uint8Array(end - start)
      for (let index = first; index * blockBytes < end; index++) {
        const from = Math.max(start - index * blockBytes, 0)
        whole.set((await block(index)).subarray(from, end - index * blockBytes), index * blockBytes + from - start)
      }
      return whole
    },
  }
}
