import os from 'node:os'

/**
 * Lets everyone else go first: called in a worker thread that is busy for long, so that whoever waits for the thread
 * that serves does not wait for this one. Linux keeps niceness by the thread, other systems by the process: there it stays.
 */
export function giveWay(niceness: number) {
  if (process.platform === 'linux') os.setPriority(niceness)
}
