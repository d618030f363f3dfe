import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { conflict } from '@bell/platform/http'
import { isEmptyFolder, sha256Of, sizeOf, syncFolders, syncPath } from './copy.ts'
import { dataName, filesName, manifestName, type BackedUpFile, type Manifest } from './manifest.ts'

const unfinishedName = 'this-backup-is-not-complete'

/**
 * Makes the folder of a backup, which says that it is not complete until `finishBackup`.
 * @returns where the data folder in it is to be made. @throws AppError backup_folder_not_empty
 */
export async function beginBackup(to: string) {
  if (!(await isEmptyFolder(to))) throw conflict('backup_folder_not_empty', `${to} is not empty: choose a new folder.`)
  const data = join(to, dataName)
  await mkdir(data, { recursive: true, mode: 0o700 })
  await writeFile(join(to, unfinishedName), '')
  await syncPath(to, 'r')
  return data
}

/** What the list says of a file below the data folder. */
export async function describeFile(data: string, path: string): Promise<BackedUpFile> {
  const file = join(data, path)
  return { path, bytes: (await sizeOf(file))!, sha256: await sha256Of(file) }
}

/** Writes the list of files, and after it the manifest: from then on the backup is complete. */
export async function finishBackup(
  to: string,
  version: string,
  files: Map<string, BackedUpFile>,
  rows: Manifest['rows'],
) {
  const list = await open(join(to, filesName), 'w', 0o600)
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for (const file of files.values()) {
      const line = `${JSON.stringify(file)}\n`
      hash.update(line)
      bytes += file.bytes
      await list.write(line)
    }
    await list.sync()
  } finally {
    await list.close()
  }
  const manifest: Manifest = {
    format: 1,
    version,
    madeAt: new Date().toISOString(),
    files: files.size,
    bytes,
    filesSha256: hash.digest('hex'),
    rows,
  }
  const draft = join(to, `${manifestName}.new`)
  await writeFile(draft, `${JSON.stringify(manifest, null, 2)}\n`)
  await syncPath(draft, 'r+')
  await syncFolders(to)
  await rename(draft, join(to, manifestName))
  await rm(join(to, unfinishedName))
  await syncPath(to, 'r')
  return { files: manifest.files, bytes, folder: to }
}
