import { parentPort, workerData } from 'node:worker_threads'
import { isDiskFull } from '../disk/index.ts'
import { openFtsFile } from './fts-file.ts'

/** One call of `createFtsIndex` to its worker, answered under the same number. */
export type FtsCall = {
  [M in keyof FtsFile]: { number: number; method: M; parameters: Parameters<FtsFile[M]> }
}[keyof FtsFile]
/** `isFull`: an error loses its code on the way out of a thread. */
export type FtsAnswer = { number: number; result?: unknown; error?: unknown; isFull?: boolean }
export type FtsFile = ReturnType<typeof openFtsFile>

const index = openFtsFile((workerData as { file: string }).file)

parentPort!.on('message', ({ number, method, parameters }: FtsCall) => {
  const answer: FtsAnswer = { number }
  try {
    answer.result = (index[method] as (...parameters: unknown[]) => unknown)(...parameters)
  } catch (error) {
    Object.assign(answer, { error, isFull: isDiskFull(error) })
  }
  parentPort!.postMessage(answer)
})
