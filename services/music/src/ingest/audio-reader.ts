import { Worker } from 'node:worker_threads'
import type { Answers, FromWorker, Job, ToWorker } from './audio.worker.ts'

/** The bytes of a file from `start` to before `end`. */
export type ReadBytes = (start: number, end: number) => Promise<Uint8Array<ArrayBuffer>>

export interface AudioReader {
  /**
   * @returns undefined where the thread was busy for too long, not counting what it waited for `read` and `takePiece`,
   * or ran out of memory. @throws what these two throw
   */
  run<K extends Job['kind']>(
    job: Extract<Job, { kind: K }>,
    read: ReadBytes,
    /** Takes what is rendered; the next piece comes when it has. */
    takePiece?: (piece: Uint8Array) => Promise<void>,
  ): Promise<Answers[K] | undefined>
  close(): Promise<void>
}

/**
 * Reads audio files in threads of their own, each one after the other: a file may keep one busy for seconds, or be made
 * to exhaust time or memory. Then the thread is ended, and the file has no answer. An idle thread goes, with its memory.
 * They give way to the thread that serves, and by `niceness` to each other.
 */
export function createAudioReader({ threads = 1, niceness = 5, idleMs = 20_000, memoryMb = 256 } = {}): AudioReader {
  const all = Array.from({ length: threads }, () => createThread(niceness, idleMs, memoryMb))
  const free = [...all]
  const waiting: ((thread: Thread) => void)[] = []

  function take() {
    const thread = free.pop()
    return thread ? Promise.resolve(thread) : new Promise<Thread>((resolve) => waiting.push(resolve))
  }

  function giveBack(thread: Thread) {
    const next = waiting.shift()
    if (next) next(thread)
    else free.push(thread)
  }

  return {
    async run(job, read, takePiece = ignore) {
      const thread = await take()
      try {
        return (await thread.run(job, read, takePiece)) as Answers[typeof job.kind] | undefined
      } finally {
        giveBack(thread)
      }
    },
    async close() {
      await Promise.all(all.map((thread) => thread.end()))
    },
  }
}

const ignore = async () => {}

type Thread = ReturnType<typeof createThread>

function createThread(niceness: number, idleMs: number, memoryMb: number) {
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined

  async function end() {
    clearTimeout(idle)
    const ended = worker
    worker = undefined
    await ended?.terminate()
  }

  function run(job: Job, read: ReadBytes, takePiece: (piece: Uint8Array) => Promise<void>) {
    clearTimeout(idle)
    const thread = (worker ??= createWorker(niceness, memoryMb))
    return new Promise<Answers[Job['kind']] | undefined>((resolve, reject) => {
      const limit = createCountdown(timeLimit(job), giveUp)
      let settled = false
      const post = (message: ToWorker) => thread.postMessage(message, 'bytes' in message ? [message.bytes.buffer] : [])

      function settle() {
        settled = true
        limit.pause()
        thread.off('message', onMessage).off('error', giveUp).off('exit', giveUp)
        idle = setTimeout(() => void end(), idleMs).unref()
      }
      function giveUp() {
        settle()
        void end()
        resolve(undefined)
      }
      function onMessage(message: FromWorker) {
        if ('broke' in message) return giveUp()
        if ('answer' in message) {
          settle()
          return resolve(message.answer)
        }
        // A blob store that is slow or out of order is no fault of the file's.
        limit.pause()
        const answer: Promise<ToWorker> =
          'piece' in message
            ? takePiece(message.piece).then(() => ({ more: true }))
            : read(message.need.start, message.need.end).then((bytes) => ({ bytes }))
        answer
          .then((reply) => {
            // The thread may have another job by now.
            if (settled) return
            limit.start()
            post(reply)
          })
          .catch((error: unknown) => {
            if (settled) return
            settle()
            void end()
            reject(error as Error)
          })
      }
      thread.on('message', onMessage).on('error', giveUp).on('exit', giveUp)
      limit.start()
      post({ job })
    })
  }

  return { run, end }
}

/** Decoders take a two-hundredth of a sound's length, and no more than a twentieth is given them. */
function timeLimit(job: Job) {
  return 60_000 + (job.kind === 'read' ? 0 : job.durationMs / 20)
}

function createCountdown(ms: number, over: () => void) {
  let left = ms
  let since = 0
  let timeout: NodeJS.Timeout | undefined
  return {
    start() {
      since = performance.now()
      timeout = setTimeout(over, left)
    },
    pause() {
      clearTimeout(timeout)
      left -= performance.now() - since
    },
  }
}

function createWorker(niceness: number, memoryMb: number) {
  const worker = new Worker(new URL('./audio.worker.ts', import.meta.url), {
    workerData: { niceness },
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    // The program's own flags (a test runner's, a debugger's) are not this thread's business.
    execArgv: [],
  })
  // Whoever waits for an answer listens too; this one keeps a late error from ending the program.
  worker.on('error', () => undefined)
  worker.unref()
  return worker
}
