import { accessSync, constants, existsSync } from 'node:fs'
import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { halfRestoredName } from '../home-lock.ts'
import { good, type Finding } from './finding.ts'

const leastBytes = 2 * 1024 ** 3
const leastShare = 0.05

/** The data folder: whether it can be written, its room, its secrets. */
export async function checkFolder({ home }: Config): Promise<Finding[]> {
  const part = 'data folder'
  if (!existsSync(home)) return [good(part, `${home} is made at the first start`)]
  accessSync(home, constants.W_OK)
  if (existsSync(join(home, halfRestoredName))) {
    const remedy = 'Delete the folder and restore again.'
    return [{ state: 'broken', part, found: `a restore into ${home} was broken off`, remedy }]
  }
  return [await checkRoom(part, home), ...(await checkSecrets(join(home, 'secrets')))]
}

async function checkRoom(part: string, home: string): Promise<Finding> {
  const { bavail, blocks, bsize } = await statfs(home)
  const free = bavail * bsize
  const found = `${home}: ${(free / 1024 ** 3).toFixed(1)} GiB of ${((blocks * bsize) / 1024 ** 3).toFixed(1)} free`
  if (free >= leastBytes && bavail / blocks >= leastShare) return good(part, found)
  return { state: 'poor', part, found, remedy: 'Make room on this disk: nothing can be uploaded once it is full.' }
}

async function checkSecrets(folder: string): Promise<Finding[]> {
  if (process.platform === 'win32' || !existsSync(folder)) return []
  const open: string[] = []
  for (const name of await readdir(folder)) {
    if ((await stat(join(folder, name))).mode & 0o077) open.push(name)
  }
  if (open.length === 0) return [good('secrets', `${folder} is its owner’s alone`)]
  const found = `others may read ${open.join(', ')}`
  return [{ state: 'broken', part: 'secrets', found, remedy: `Run: chmod 600 '${folder}'/*` }]
}
