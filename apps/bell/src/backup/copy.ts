import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

export async function sha256Of(file: string) {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(piece as Buffer)
  return hash.digest('hex')
}

/** Every file below a folder, as a path with slashes; in no order. */
export async function* walkFiles(root: string, below = root): AsyncGenerator<string> {
  for (const entry of await readdir(below, { withFileTypes: true }).catch(ignoreMissing)) {
    const path = join(below, entry.name)
    if (entry.isDirectory()) yield* walkFiles(root, path)
    else if (entry.isFile()) yield relative(root, path).split(sep).join('/')
  }
}

/** What never changes is shared where both lie on one file system; else it is copied, and so is all that may change. */
export async function bringFile(from: string, to: string) {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  if (from.endsWith('~blob')) {
    try {
      return await link(from, to)
    } catch (error) {
      if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
  await copyFile(from, to, constants.COPYFILE_FICLONE)
  await syncPath(to, 'r+')
}

/** Names of files are on the disk only when their folders are. */
export async function syncFolders(root: string) {
  await syncPath(root, 'r')
  for (const entry of await readdir(root, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncFolders(join(root, entry.name))
  }
}

export async function syncPath(path: string, flags: 'r' | 'r+') {
  // Windows opens no folders.
  if (process.platform === 'win32' && flags === 'r') return
  const handle = await open(path, flags)
  await handle.sync().finally(() => handle.close())
}

export async function isEmptyFolder(folder: string, except: readonly string[] = []) {
  return (await readdir(folder).catch(ignoreMissing)).every((name) => except.includes(name))
}

export async function sizeOf(file: string) {
  return (await stat(file).catch(() => undefined))?.size
}

export function ignoreMissing(error: NodeJS.ErrnoException): [] {
  if (error.code !== 'ENOENT') throw error
  return []
}
