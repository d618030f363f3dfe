import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Memory where the system offers it as files: no test pulls the plug, so none needs to wait for a disk.
const root = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** A new folder for a test's files, and how to take it away. */
export async function testFolder() {
  const folder = await mkdtemp(join(root, 'bell-test-'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
