import { inBlocks } from '@bell/tags'
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

/** Asks the main thread, which has the blob store. */
function createSource(size: number) {
  return inBlocks(size, (start, end) => {
    const arrived = new Promise<Uint8Array>((resolve) => (arrive = resolve))
    port.postMessage({ need: { start, end } } satisfies FromWorker)
    return arrived
  })
}
