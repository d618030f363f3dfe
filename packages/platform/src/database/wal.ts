import { open, type FileHandle } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'

/** Pages of 4 kB: at 16 MB the log goes into the file. */
const pagesPerCheckpoint = 4000

/**
 * The write-ahead log of a SQLite file that this process alone writes much to. SQLite would sync it within COMMIT, and
 * a checkpoint within some COMMIT, where the event loop waits for the disk: milliseconds, or a hundred of them where it
 * is slow or busy. Here a thread of the pool syncs it, and a thread of its own carries it into the file. With
 * `synchronous = NORMAL` SQLite keeps the file whole whatever happens (sqlite.org/wal.html, section 3.6), and what is
 * committed is durable once `sync` resolves.
 */
export function createWal(connection: DatabaseSync) {
  connection.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0')
  const file = connection.location()!
  const measure = connection.prepare('PRAGMA wal_checkpoint(NOOP)')
  let log: FileHandle | undefined
  let triedAt = 0

  async function sync() {
    // SQLite makes it with the first commit, and deletes it with its last connection.
    log ??= await open(`${file}-wal`, 'r+')
    await log.datasync()
    // What is durable stays so, whatever becomes of the checkpoint: the log is longer then.
    await checkpointInTime().catch(() => {})
  }

  async function checkpointInTime() {
    const pages = Number(measure.get()!.log)
    // After a checkpoint the log begins again, except where another process still reads it.
    if (pages < triedAt) triedAt = 0
    if (pages - triedAt < pagesPerCheckpoint) return
    triedAt = pages
    await checkpoint(file)
  }

  return {
    /** Resolves when all that was committed before is on the disk. */
    sync,
    close: async () => log?.close(),
  }
}

/** One that fails loses nothing: the next one takes it. */
function checkpoint(file: string) {
  const worker = new Worker(new URL('./checkpoint.worker.ts', import.meta.url), { workerData: file, execArgv: [] })
  return new Promise<void>((resolve) => {
    worker.on('error', () => resolve())
    worker.on('exit', () => resolve())
  })
}
