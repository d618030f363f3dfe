import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readlinkSync } from 'node:fs'
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
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

test('what the disk could not take while more came is not acknowledged at the end', async () => {
  const blobs = createFileBlobs({ folder: await temporaryFolder() })
  await blobs.begin('song')
  const handle = await open(import.meta.filename)
  const prototype = Object.getPrototypeOf(handle) as FileHandle
  await handle.close()
  const spy = vi.spyOn(prototype, 'datasync').mockRejectedValueOnce(new Error('the disk lost a page'))
  onTestFinished(() => spy.mockRestore())
  async function* source() {
    for (let n = 0; n < 20; n++) yield Buffer.alloc(1_000_000)
  }

  await expect(blobs.append('song', 0, source())).rejects.toThrow('the disk lost a page')
})

test('a process that is killed while it writes leaves a beginning that the next one completes', async () => {
  const folder = await temporaryFolder()
  const script = `
    import { createFileBlobs } from ${JSON.stringify(path.join(import.meta.dirname, 'files.ts'))}
    async function* source() {
      for (let n = 0; ; n++) {
        yield Buffer.alloc(10_000, n % 251)
        if (n < 20) continue
        await new Promise((resolve) => setTimeout(resolve, 1))
        if ((await blobs.stat('song')).size >= 200_000) process.stdout.write('under way')
      }
    }
    const blobs = createFileBlobs({ folder: ${JSON.stringify(folder)} })
    await blobs.begin('song')
    await blobs.append('song', 0, source())`
  const writer = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(writer.stdout, 'data')
  writer.kill('SIGKILL')
  await once(writer, 'exit')

  const blobs = createFileBlobs({ folder })
  const { size, complete } = (await blobs.stat('song'))!
  expect(complete).toBe(false)
  expect(size).toBeGreaterThanOrEqual(200_000)
  await blobs.append('song', size, asBytes('end'))
  await blobs.complete('song')
  const content = await buffer(blobs.read('song'))
  for (let at = 0; at < size; at += 9999) expect(content[at]).toBe(Math.floor(at / 10_000) % 251)
  expect(String(content.subarray(size))).toBe('end')
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
