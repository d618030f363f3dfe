import { readlinkSync } from 'node:fs'
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { testBlobStore } from './contract.ts'
import { createFileBlobs } from './files.ts'

// Which file a handle is of, only Linux tells.
const canWatch = process.platform === 'linux'

testBlobStore(async () => {
  const folder = await temporaryFolder()
  return { open: () => createFileBlobs({ folder }) }
})

test.skipIf(!canWatch)('nothing is acknowledged before the disk has it: bytes, names and folders', async () => {
  const folder = await temporaryFolder()
  const blobs = createFileBlobs({ folder: path.join(folder, 'blobs') })
  const synced = await watchSyncs(folder)

  await blobs.begin('a/b/song')
  expect(synced()).toEqual(expect.arrayContaining(['', 'blobs', 'blobs/a', 'blobs/a/b', 'blobs/a/b/song~part']))
  await blobs.append('a/b/song', 0, asBytes('abc'))
  expect(synced()).toEqual(['blobs/a/b/song~part'])
  await blobs.complete('a/b/song')
  expect(synced()).toEqual(['blobs/a/b'])
  await blobs.delete('a/b/song')
  expect(synced()).toEqual(['blobs/a/b'])
})

test.skipIf(!canWatch)('also the bytes before a lost connection are on the disk', async () => {
  const folder = await temporaryFolder()
  const blobs = createFileBlobs({ folder })
  await blobs.begin('song')
  const synced = await watchSyncs(folder)
  async function* source() {
    yield* asBytes('abc')
    throw new Error('connection lost')
  }
  await expect(blobs.append('song', 0, source())).rejects.toThrow('connection lost')

  expect(synced()).toEqual(['song~part'])
})

async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'bell-blobs-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function* asBytes(text: string) {
  yield Buffer.from(text)
}

/** @returns what was synced below the folder since it was last asked, in order. */
async function watchSyncs(folder: string) {
  const handle = await open(folder)
  const prototype = Object.getPrototypeOf(handle) as FileHandle
  await handle.close()
  let names: string[] = []
  const spy = vi.spyOn(prototype, 'sync').mockImplementation(async function (this: FileHandle) {
    const file = readlinkSync(`/proc/self/fd/${this.fd}`)
    await this.datasync()
    names.push(path.relative(folder, file))
  })
  onTestFinished(() => spy.mockRestore())
  return () => {
    const seen = names
    names = []
    return seen
  }
}
