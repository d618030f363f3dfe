import type { Tags } from '@bell/tags'
import type { Answer } from './read-tags.worker.ts'

export interface FileTags extends Tags {
  durationSeconds?: number
  cover?: Blob
}

/** Files read at once. */
const mostReaders = 2
/** A file made to be slow is given up, with its thread. */
const longestMs = 30_000
/** Readers without work go, with their memory. */
const idleMs = 20_000

const idle: Worker[] = []
const waiting: (() => void)[] = []
let reading = 0
let rest: ReturnType<typeof setTimeout> | undefined

/**
 * Reads what a sound file says about itself, in a thread of its own, so that a thousand files do not hold the page up.
 * @throws where it is no sound file that we can read
 */
export async function readTags(file: File): Promise<FileTags> {
  if (reading >= mostReaders) await new Promise<void>((resolve) => waiting.push(resolve))
  else reading++
  const reader = idle.pop() ?? new Worker(new URL('./read-tags.worker.ts', import.meta.url), { type: 'module' })
  try {
    const tags = await ask(reader, file)
    idle.push(reader)
    return tags
  } finally {
    // Its turn goes to who waits longest.
    const next = waiting.shift()
    if (next) next()
    else reading--
    clearTimeout(rest)
    rest = setTimeout(() => idle.splice(0).forEach((worker) => worker.terminate()), idleMs)
  }
}

function ask(reader: Worker, file: File) {
  return new Promise<FileTags>((resolve, reject) => {
    const giveUp = (reason: string) => {
      reader.terminate()
      reject(new Error(reason))
    }
    const timer = setTimeout(() => giveUp('took too long'), longestMs)
    reader.onmessage = ({ data }: MessageEvent<Answer>) => {
      clearTimeout(timer)
      if ('tags' in data) return resolve(data.tags)
      giveUp(data.failed)
    }
    reader.onerror = (event) => {
      clearTimeout(timer)
      giveUp(event.message)
    }
    reader.postMessage(file)
  })
}
