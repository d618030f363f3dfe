import { Worker } from 'node:worker_threads'
import type { HashAnswer, HashCall } from './hash.worker.ts'

type Known = Exclude<HashAnswer, { error: unknown }>

/**
 * SHA-256 of what is being written, found in a thread that goes behind the writer: the event loop does not hash.
 * Files it reads from the memory in which the system keeps what it is about to write; other bytes come in memory that it
 * shares. The hash is there a moment after the last byte.
 * @param idleMs after so long without a call the thread goes, with its memory and what it knew
 */
export function createHashes({ idleMs }: { idleMs: number }) {
  // Answered in the order in which they are asked.
  const waiting: PromiseWithResolvers<Known>[] = []
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined

  function start() {
    const started = new Worker(new URL('./hash.worker.ts', import.meta.url), { execArgv: [] })
    let failure: unknown = new Error('The thread that hashes ended.')
    started.on('message', (answer: HashAnswer) => {
      if ('error' in answer) waiting.shift()!.reject(answer.error)
      else waiting.shift()!.resolve(answer)
      if (waiting.length === 0) started.unref()
    })
    started.on('error', (error) => (failure = error))
    started.on('exit', () => {
      // The one that was let go had nothing left to answer.
      if (worker !== started) return
      worker = undefined
      for (const asked of waiting.splice(0)) asked.reject(failure)
    })
    started.unref()
    return started
  }

  function post(call: HashCall) {
    worker ??= start()
    worker.postMessage(call)
    clearTimeout(idle)
    idle = setTimeout(end, idleMs).unref()
  }

  function ask(call: HashCall) {
    const asked = Promise.withResolvers<Known>()
    post(call)
    waiting.push(asked)
    worker!.ref()
    return asked.promise
  }

  function end() {
    if (waiting.length > 0) return void (idle = setTimeout(end, idleMs).unref())
    void worker?.terminate()
    worker = undefined
  }

  return {
    /** Reads on to `end` bytes, in its time. */
    follow: (file: string, end: number) => post({ do: 'follow', name: file, file, end }),
    /** @param name under which it was followed. @returns SHA-256 of the first `end` bytes, hex */
    async finishFile(name: string, file: string, end: number) {
      return (await ask({ do: 'finishFile', name, file, end })).hash!
    },
    /** Takes bytes that lie at `offset`; behind a gap they count for nothing. @returns when their memory may be used again */
    async add(name: string, offset: number, bytes: Uint8Array<SharedArrayBuffer>) {
      await ask({ do: 'add', name, offset, bytes })
    },
    /** @returns SHA-256 of all that was added, hex, where that is `end` bytes; else from where on to add */
    finish: (name: string, end: number) => ask({ do: 'finish', name, end }),
    /** It begins anew. */
    forget(name: string) {
      if (worker) post({ do: 'forget', name })
    },
  }
}
