import { inBlocks, type Source } from '@bell/tags'
import { parentPort, workerData } from 'node:worker_threads'
import { giveWay } from '../give-way.ts'
import { writePlayable } from '../sound/playable.ts'
import { analyseFile } from './analyse-file.ts'
import { readAudio } from './read-audio.ts'
import type { Format } from '../tracks/tracks.schema.ts'

/** `read` finds out what a file is; `analyse` decodes it whole; `render` makes a file of it that browsers play. */
export type Job =
  | { kind: 'read'; size: number }
  | { kind: 'render'; size: number; format: Format; durationMs: number }
  | { kind: 'analyse'; size: number; format: Format; durationMs: number }
export type Answers = {
  read: Awaited<ReturnType<typeof readAudio>>
  analyse: Awaited<ReturnType<typeof analyseFile>>
  render: 'rendered'
}
/** `more` asks for the next piece of what is rendered. */
export type ToWorker = { job: Job } | { bytes: Uint8Array<ArrayBuffer> } | { more: true }
export type FromWorker =
  | { need: { start: number; end: number } }
  | { piece: Uint8Array<ArrayBuffer> }
  | { answer: Answers[keyof Answers] }
  | { broke: true }

giveWay((workerData as { niceness: number }).niceness)

const port = parentPort!
let arrive: (bytes: Uint8Array) => void = () => {}
let goOn: () => void = () => {}

// Decoders tell the console of each broken frame; a file must not write the program's log.
Object.assign(console, { error() {}, warn() {} })

port.on('message', (message: ToWorker) => {
  if ('bytes' in message) arrive(message.bytes)
  else if ('more' in message) goOn()
  else void answer(message.job)
})

async function answer(job: Job) {
  const source = createSource(job.size)
  const post = (message: FromWorker) => port.postMessage(message)
  try {
    post({ answer: await work(job, source) })
  } catch {
    post({ broke: true })
  }
}

async function work(job: Job, source: Source) {
  if (job.kind === 'read') return readAudio(source)
  if (job.kind === 'analyse') return analyseFile(source, job)
  for await (const piece of writePlayable(source, job.format)) {
    // One at a time: the disk may be slower than this.
    const taken = new Promise<void>((resolve) => (goOn = resolve))
    port.postMessage({ piece } satisfies FromWorker, [piece.buffer])
    await taken
  }
  return 'rendered' as const
}

/** Asks the main thread, which has the blob store. */
function createSource(size: number) {
  return inBlocks(size, (start, end) => {
    const arrived = new Promise<Uint8Array>((resolve) => (arrive = resolve))
    port.postMessage({ need: { start, end } } satisfies FromWorker)
    return arrived
  })
}
