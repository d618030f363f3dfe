import type { Logger } from '@bell/platform/http'

/** Names what a stop waits for, while it does. */
export type During = <Result>(what: string, work: Promise<Result> | Result) => Promise<Result>

/**
 * Ends the process when a stop takes too long, as by a crash. Then, and after a third of that time, the log says by name
 * what is waited for (`waitsFor`).
 * @param o.exit for tests
 */
export function endLateStop(o: { log: Logger; afterMs: number; exit?: (code: number) => void }): During {
  const { log, afterMs, exit = (code) => process.exit(code) } = o
  const underWay = new Set<string>()
  const waitsFor = () => ({ waitsFor: [...underWay] })
  setTimeout(() => log.warn(waitsFor(), 'Stopping takes long'), afterMs / 3).unref()
  setTimeout(() => {
    log.fatal(waitsFor(), 'Stopping took too long: what is in hand is broken off')
    exit(1)
  }, afterMs).unref()
  return async function during(what, work) {
    underWay.add(what)
    try {
      return await work
    } finally {
      underWay.delete(what)
    }
  }
}
