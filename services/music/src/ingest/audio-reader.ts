import { Worker } from 'node:worker_threads'
import type { FromWorker, ToWorker } from './audio.worker.ts'
import type { Findings } from './findings.ts'

export interface AudioReader {
  /** Reads a file of `size` bytes, of which `read` gives the bytes from `start` to before `end`. */
  read(size: number, read: (start: number, end: number) => Promise<Uint8Array<ArrayBuffer>>): Promise<Findings>
  close(): Promise<void>
}

/**
 * Reads audio files in a thread of its own, one after the other: a file may keep it busy for seconds, or be made to
 * exhaust time or memory. Then the thread is ended, and the file is refused. An idle thread goes, with its memory.
 */
export function createAudioReader({ timeoutMs = 60_000, idleMs = 20_000, memoryMb = 256 } = {}): AudioReader {
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let queue: Promise<unknown> = Promise.resolve()

  function startWorker() {
    clearTimeout(idle)
    worker ??= createWorker(memoryMb)
    return worker
  }

  async function endWorker() {
    const ended = worker
    worker = undefined
    await ended?.terminate()
  }

  function readNow(size: number, read: Parameters<AudioReader['read']>[1]) {
    const thread = startWorker()
    return new Promise<Findings>((resolve, reject) => {
      const timeout = setTimeout(() => giveUp(), timeoutMs)
      const post = (message: ToWorker) => thread.postMessage(message, 'bytes' in message ? [message.bytes.buffer] : [])

      function settle() {
        clearTimeout(timeout)
        thread.off('message', onMessage).off('error', giveUp).off('exit', giveUp)
        idle = setTimeout(() => void endWorker(), idleMs).unref()
      }
      function giveUp() {
        settle()
        void endWorker()
        const detail = 'No music can be read from this file. Take it from its original again.'
        resolve({ kind: 'refused', failure: { code: 'file_damaged', detail } })
      }
      function onMessage(message: FromWorker) {
        if ('findings' in message) {
          settle()
          return resolve(message.findings)
        }
        // A blob store that is out of order is no fault of the file's.
        read(message.need.start, message.need.end).then(
          (bytes) => post({ bytes }),
          (error: unknown) => {
            settle()
            void endWorker()
            reject(error)
          },
        )
      }
      thread.on('message', onMessage).on('error', giveUp).on('exit', giveUp)
      post({ read: { size } })
    })
  }

  return {
    read(size, read) {
      const turn = queue.then(() => readNow(size, read))
      queue = turn.catch(() => undefined)
      return turn
    },
    async close() {
      clearTimeout(idle)
      await endWorker()
    },
  }
}

function createWorker(memoryMb: number) {
  const worker = new Worker(new URL('./audio.worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    // The program's own flags (a test runner's, a debugger's) are not this thread's business.
    execArgv: [],
  })
  // Whoever waits for an answer listens too; this one keeps a late error from ending the program.
  worker.on('error', () => undefined)
  worker.unref()
  return worker
}
