import { mkdir, open } from 'node:fs/promises'
import path from 'node:path'

/** Makes a folder and those above it; each new name is on the disk before this returns. */
export async function makeFolder(folder: string) {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let made = folder; made !== path.dirname(first); made = path.dirname(made)) await syncFolder(path.dirname(made))
}

/** A file's name is on the disk only when its folder is: fsync of the file alone keeps the bytes and may lose the name. */
export async function syncFolder(folder: string) {
  // Windows opens no folders; there the file system's journal keeps the order of names.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export function isMissing(error: unknown) {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
