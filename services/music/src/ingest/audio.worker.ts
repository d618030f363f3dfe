import type { Source } from '@bell/tags'
import { parentPort } from 'node:worker_threads'
import { analyseFile } from './analyse-file.ts'
import { readAudio } from './read-audio.ts'
import type { Format } from '../tracks/tracks.schema.ts'

/** `read` finds out what a file is; `analyse` decodes it whole. */
export type Job = { kind: 'read'; size: number } | { kind: 'analyse'; size: number; format: Format; durationMs: number }
export type Answers = {
  read: Awaited<ReturnType<typeof readAudio>>
  analyse: Awaited<ReturnType<typeof analyseFile>>
}
export type ToWorker = { job: Job } | { bytes: Uint8Array<ArrayBuffer> }
export type FromWorker = { need: { start: number; end: number } } | { answer: Answers[keyof Answers] } | { broke: true }

const port = parentPort!
const blockBytes = 256 * 1024
const mostBlocks = 8
/** More than this at once is asked for by no file that is one: a tag that holds a film, or a lie. */
const mostAtOnce = 64 * 1024 * 1024
let arrive: (bytes: Uint8Array) => void = () => {}

// Decoders tell the console of each broken frame; a file must not write the program's log.
Object.assign(console, { error() {}, warn() {} })

port.on('message', (message: ToWorker) => {
  if ('bytes' in message) arrive(message.bytes)
  else void answer(message.job)
})

async function answer(job: Job) {
  const source = createSource(job.size)
  const post = (message: FromWorker) => port.postMessage(message)
  try {
    post({ answer: job.kind === 'read' ? await readAudio(source) : await analyseFile(source, job) })
  } catch {
    post({ broke: true })
  }
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
      if (end - start > mostAtOnce) throw new RangeError('Too much at once')
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
