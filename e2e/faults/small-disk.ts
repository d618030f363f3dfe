import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of so many MiB, in memory, that can be filled to its last byte. @throws where the system lets nobody mount here */
export function mountSmallDisk(mebibytes: number) {
  const folder = mkdtempSync(join(tmpdir(), 'bell-disk-'))
  const { status, stderr } = mount('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0700`, 'tmpfs', folder])
  if (status !== 0) throw new Error(`No disk could be mounted: ${stderr}`)
  const ballast = join(folder, 'ballast')

  return {
    folder,
    freeBytes() {
      const { bavail, bsize } = statfsSync(folder)
      return bavail * bsize
    },
    /** Takes what is free, to the last byte unless told. */
    fill(bytes = Infinity) {
      const file = openSync(ballast, 'a')
      const piece = Buffer.alloc(64 * 1024)
      try {
        for (let left = bytes; left > 0; left -= piece.length) writeSync(file, piece, 0, Math.min(left, piece.length))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        closeSync(file)
      }
    },
    /** Gives back what was filled. */
    makeRoom: () => rmSync(ballast, { force: true }),
    unmount() {
      mount('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Whether this user may mount; only who does may know. */
export function mayMount() {
  try {
    mountSmallDisk(1).unmount()
    return true
  } catch {
    return false
  }
}

function mount(program: string, given: string[]) {
  return spawnSync(program, given, { encoding: 'utf8' })
}
