import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Paths of the files below a folder that have this content. */
export async function filesWith(folder: string, content: Buffer): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name)
    if ((await stat(path)).size === content.length && (await readFile(path)).equals(content)) found.push(path)
  }
  return found
}
