import { createReadStream } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { conflict, type AppError } from '@bell/platform/http'
import { halfRestoredName } from '../home-lock.ts'
import { bringFile, isEmptyFolder, sha256Of, sizeOf, syncFolders, syncPath } from './copy.ts'
import { BackedUpFile, dataName, filesName, Manifest, manifestName } from './manifest.ts'

/**
 * Makes a data folder of a backup, whose every file is checked first, against its size and SHA-256, and again as it
 * arrives. One that was broken off is not served: it says so.
 *
 * @throws AppError backup_not_complete, backup_damaged, restore_folder_not_empty
 */
export async function restore(from: string, home: string, say: (line: string) => void) {
  if (!(await isEmptyFolder(home, ['lock.db', 'lock.db-journal']))) {
    throw conflict(
      'restore_folder_not_empty',
      `${home} is not empty: restore into a new --home, or move this one away.`,
    )
  }
  const manifest = await readManifest(from)
  say(`A backup of ${manifest.madeAt}: ${manifest.files} files, ${manifest.bytes} bytes; checking`)
  const list = join(from, filesName)
  if ((await sha256Of(list).catch(() => '')) !== manifest.filesSha256) throw damaged(from, [filesName])
  const wrong: string[] = []
  for await (const file of readFiles(list)) {
    if (!(await isWhole(join(from, dataName, file.path), file)) && wrong.length < 10) wrong.push(file.path)
  }
  if (wrong.length > 0) throw damaged(from, wrong)

  const marker = join(home, halfRestoredName)
  await mkdir(home, { recursive: true, mode: 0o700 })
  await writeFile(marker, '')
  await syncPath(home, 'r')
  for await (const file of readFiles(list)) {
    const to = join(home, file.path)
    await bringFile(join(from, dataName, file.path), to)
    if (!(await isWhole(to, file))) throw damaged(home, [file.path])
  }
  await syncFolders(home)
  await rm(marker)
  await syncPath(home, 'r')
  return { files: manifest.files, bytes: manifest.bytes, folder: home }
}

async function readManifest(from: string): Promise<Manifest> {
  const text = await readFile(join(from, manifestName), 'utf8').catch(() => undefined)
  if (text === undefined) {
    throw conflict('backup_not_complete', `${from} holds no complete backup: it has no ${manifestName}.`)
  }
  try {
    return Manifest.parse(JSON.parse(text))
  } catch (cause) {
    throw conflict('backup_damaged', `${manifestName} of ${from} cannot be read by this version.`, { cause })
  }
}

async function* readFiles(list: string) {
  const lines = createInterface({ input: createReadStream(list), crlfDelay: Infinity })
  for await (const line of lines) yield BackedUpFile.parse(JSON.parse(line))
}

async function isWhole(path: string, { bytes, sha256 }: BackedUpFile) {
  return (await sizeOf(path)) === bytes && (await sha256Of(path)) === sha256
}

function damaged(folder: string, paths: string[]): AppError {
  return conflict('backup_damaged', `Missing or changed in ${folder}: ${paths.join(', ')}`)
}
