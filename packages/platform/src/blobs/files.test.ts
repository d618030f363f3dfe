import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readlinkSync } from 'node:fs'
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { BlobStore } from './blobs.ts'
import { given, sha256 } from './contract-setup.ts'
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

describe('what the disk could not take is not acknowledged, and sent again', () => {
  const piece = 1_000_000
  const lost = new Error('the disk lost a page')

  async function givenSong() {
    const blobs = createFileBlobs({ folder: await temporaryFolder() })
    await blobs.begin('song')
    await blobs.append('song', 0, asBytes('abc'))
    return blobs
  }

  async function expectToGoOnFrom(blobs: BlobStore, size: number) {
    expect(await blobs.stat('song')).toEqual({ size, complete: false })
    await blobs.append('song', size, asBytes('sent again'))
    await blobs.complete('song')
    const content = await buffer(blobs.read('song'))
    expect(String(content.subarray(0, 3)) + String(content.subarray(size))).toBe('abcsent again')
    expect(await blobs.hash('song')).toBe(sha256(content))
  }

  test('where it says so while more comes', async () => {
    const blobs = await givenSong()
    await given(blobs, 'other', Buffer.from('other'))
    const taking = await spyOnFiles('datasync')
    const taken = Promise.withResolvers<void>()
    taking.mockReturnValueOnce(taken.promise)
    async function* source() {
      for (let n = 0; n < 9; n++) yield Buffer.alloc(piece, 'x')
      await vi.waitUntil(() => taking.mock.calls.length > 0, { timeout: 20_000 })
      // By then all of that is hashed as well.
      await blobs.hash('other')
      taken.reject(lost)
      yield Buffer.alloc(piece, 'x')
    }
    await expect(blobs.append('song', 3, source())).rejects.toBe(lost)

    await expectToGoOnFrom(blobs, 3)
  })

  test('where it says so at the end, and what it took before stays', async () => {
    const blobs = await givenSong()
    const spy = await spyOnFiles('sync')
    spy.mockRejectedValueOnce(lost)
    const taken = await spyOnFiles('datasync')
    async function* source() {
      for (let n = 0; n < 9; n++) yield Buffer.alloc(piece, 'x')
      await vi.waitUntil(() => taken.mock.settledResults[0]?.type === 'fulfilled', { timeout: 20_000 })
      yield Buffer.alloc(piece, 'x')
    }
    await expect(blobs.append('song', 3, source())).rejects.toBe(lost)

    await expectToGoOnFrom(blobs, 3 + 9 * piece)
  })
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

/** Until the test ends, on every file that is open or opened. */
async function spyOnFiles(name: 'sync' | 'datasync') {
  const handle = await open(import.meta.filename)
  const prototype = Object.getPrototypeOf(handle) as FileHandle
  await handle.close()
  const spy = vi.spyOn(prototype, name)
  onTestFinished(() => spy.mockRestore())
  return spy
}

/** @returns what was synced below the folder since it was last asked, in order. */
async function watchSyncs(folder: string) {
  let names: string[] = []
  const spy = await spyOnFiles('sync')
  spy.mockImplementation(async function (this: FileHandle) {
    const file = readlinkSync(`/proc/self/fd/${this.fd}`)
    await this.datasync()
    names.push(path.relative(folder, file))
  })
  return () => {
    const seen = names
    names = []
    return seen
  }
}
