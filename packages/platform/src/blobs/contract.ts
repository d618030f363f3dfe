import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BlobStore } from './blobs.ts'
import { testReading } from './contract-reading.ts'
import { breakingOff, given, handFed, pieces, sha256 } from './contract-setup.ts'

/** What every blob store does. The factory makes an empty one; each `open` of it is what another process would see. */
export function testBlobStore(make: () => Promise<{ open: () => BlobStore }>) {
  const openOne = async () => (await make()).open()

  describe('writing', () => {
    test('a blob is begun, appended to and completed; it is then read as it was written', async () => {
      const blobs = await openOne()
      const bytes = randomBytes(3_000_000)

      await blobs.begin('uploads/song')
      expect(await blobs.stat('uploads/song')).toEqual({ size: 0, complete: false })
      expect(await blobs.append('uploads/song', 0, pieces(bytes.subarray(0, 1_000_001)))).toBe(1_000_001)
      expect(await blobs.append('uploads/song', 1_000_001, pieces(bytes.subarray(1_000_001)))).toBe(3_000_000)
      expect(await blobs.stat('uploads/song')).toEqual({ size: 3_000_000, complete: false })
      expect(await blobs.complete('uploads/song')).toEqual({ size: 3_000_000 })

      expect(await blobs.stat('uploads/song')).toEqual({ size: 3_000_000, complete: true })
      expect(bytes.equals(await buffer(blobs.read('uploads/song')))).toBe(true)
    })

    test('a blob may be empty', async () => {
      const blobs = await openOne()
      await blobs.begin('empty')
      expect(await blobs.append('empty', 0, pieces(Buffer.alloc(0)))).toBe(0)
      expect(await blobs.complete('empty')).toEqual({ size: 0 })
      expect(await buffer(blobs.read('empty'))).toHaveLength(0)
    })

    test('another process goes on where the first one ended', async () => {
      const { open } = await make()
      const bytes = randomBytes(200_000)
      const first = open()
      await first.begin('song')
      await first.append('song', 0, pieces(bytes.subarray(0, 70_000)))

      const second = open()
      expect(await second.stat('song')).toEqual({ size: 70_000, complete: false })
      await second.append('song', 70_000, pieces(bytes.subarray(70_000)))
      await second.complete('song')

      expect(bytes.equals(await buffer(first.read('song')))).toBe(true)
    })

    test('a connection that breaks keeps what had arrived, and the error is passed on', async () => {
      const { open } = await make()
      const blobs = open()
      const bytes = randomBytes(300_000)
      await blobs.begin('song')
      await expect(blobs.append('song', 0, breakingOff(bytes.subarray(0, 180_000)))).rejects.toThrow('connection lost')

      expect(await open().stat('song')).toEqual({ size: 180_000, complete: false })
      await blobs.append('song', 180_000, pieces(bytes.subarray(180_000)))
      await blobs.complete('song')
      expect(bytes.equals(await buffer(blobs.read('song')))).toBe(true)
    })

    test('bytes arrive whole in whatever pieces and attempts they come', async () => {
      const blobs = await openOne()
      let number = 0
      const attempts = fc.array(fc.record({ size: fc.nat(200_000), breaks: fc.boolean() }), { maxLength: 6 })
      await fc.assert(
        fc.asyncProperty(attempts, async (list) => {
          const key = `song-${number++}`
          const bytes = randomBytes(list.reduce((sum, { size }) => sum + size, 0))
          await blobs.begin(key)
          for (const { size, breaks } of list) {
            const at = (await blobs.stat(key))!.size
            const part = bytes.subarray(at, at + size)
            await blobs.append(key, at, breaks ? breakingOff(part) : pieces(part)).catch(() => {})
          }
          await blobs.complete(key)
          expect(bytes.equals(await buffer(blobs.read(key)))).toBe(true)
        }),
        { numRuns: 15 },
      )
    })

    test('an append elsewhere than at the end is refused, says where that is, and changes nothing', async () => {
      const blobs = await openOne()
      await blobs.begin('song')
      await blobs.append('song', 0, pieces(Buffer.from('abc')))
      for (const offset of [0, 2, 4]) {
        await expect(blobs.append('song', offset, pieces(Buffer.from('xyz')))).rejects.toMatchObject({
          code: 'blob_offset_mismatch',
          size: 3,
        })
      }
      await blobs.complete('song')
      expect(String(await buffer(blobs.read('song')))).toBe('abc')
    })

    test('appends to one blob at the same time are never mixed: one is done, the others refused', async () => {
      const blobs = await openOne()
      await blobs.begin('song')
      const attempts = await Promise.allSettled(
        ['a', 'b', 'c', 'd'].map((letter) => blobs.append('song', 0, pieces(Buffer.alloc(500_000, letter)))),
      )

      expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const attempt of attempts) {
        if (attempt.status === 'rejected') {
          expect(['blob_busy', 'blob_offset_mismatch']).toContain((attempt.reason as { code: string }).code)
        }
      }
      await blobs.complete('song')
      const content = await buffer(blobs.read('song'))
      expect(content.equals(Buffer.alloc(500_000, content[0]))).toBe(true)
    })

    test('a blob under an append is not completed or begun again', async () => {
      const blobs = await openOne()
      await blobs.begin('song')
      const source = handFed()
      const appending = blobs.append('song', 0, source.bytes)
      await source.feed('first')
      await expect(blobs.complete('song')).rejects.toMatchObject({ code: 'blob_busy' })
      await expect(blobs.begin('song')).rejects.toMatchObject({ code: 'blob_busy' })
      await source.end()

      expect(await appending).toBe(5)
      expect(await blobs.complete('song')).toEqual({ size: 5 })
    })

    test('begin, append, complete can be repeated after a crash at any point but the end', async () => {
      const blobs = await openOne()
      await blobs.begin('cover')
      await blobs.append('cover', 0, pieces(Buffer.from('half of it')))
      await blobs.begin('cover')
      expect(await blobs.stat('cover')).toEqual({ size: 0, complete: false })
      await blobs.append('cover', 0, pieces(Buffer.from('all')))
      await blobs.complete('cover')

      expect(await blobs.complete('cover')).toEqual({ size: 3 })
      await expect(blobs.begin('cover')).rejects.toMatchObject({ code: 'blob_exists' })
      expect(String(await buffer(blobs.read('cover')))).toBe('all')
    })

    test('what somebody else began again meanwhile is not completed by the first, and theirs to go on with', async () => {
      const blobs = await openOne()
      await blobs.begin('cover')
      await blobs.append('cover', 0, pieces(Buffer.from('all')))
      await blobs.begin('cover')
      await expect(blobs.complete('cover', 3)).rejects.toMatchObject({ code: 'blob_offset_mismatch', size: 0 })
      await blobs.append('cover', 0, pieces(Buffer.from('all')))

      for (const time of ['first', 'again']) expect(await blobs.complete('cover', 3), time).toEqual({ size: 3 })
      await expect(blobs.complete('cover', 4)).rejects.toMatchObject({ code: 'blob_offset_mismatch', size: 3 })
    })

    test('a complete blob takes no more', async () => {
      const blobs = await openOne()
      await blobs.begin('song')
      await blobs.complete('song')
      await expect(blobs.append('song', 0, pieces(Buffer.from('more')))).rejects.toMatchObject({
        code: 'blob_complete',
      })
    })

    test('what was not begun is neither written nor completed', async () => {
      const blobs = await openOne()
      await expect(blobs.append('song', 0, pieces(Buffer.from('a')))).rejects.toMatchObject({ code: 'blob_not_found' })
      await expect(blobs.complete('song')).rejects.toMatchObject({ code: 'blob_not_found' })
      expect(await blobs.stat('song')).toBeUndefined()
    })
  })

  describe('hashing', () => {
    test('gives the SHA-256 of a blob, in whatever pieces, attempts and processes it came', async () => {
      const { open } = await make()
      const bytes = randomBytes(12_000_000)
      const first = open()
      await first.begin('song')
      await first.append('song', 0, breakingOff(bytes.subarray(0, 9_500_000))).catch(() => {})
      await first.append('song', 9_500_000, pieces(bytes.subarray(9_500_000, 11_000_000)))
      const second = open()
      await second.append('song', 11_000_000, pieces(bytes.subarray(11_000_000)))
      await second.complete('song')

      for (const blobs of [first, second, first, open()]) expect(await blobs.hash('song')).toBe(sha256(bytes))
    })

    test('knows nothing of what a blob held before it was begun again or deleted', async () => {
      const blobs = await openOne()
      for (const first of ['begun again', 'deleted']) {
        await blobs.begin('song')
        await blobs.append('song', 0, pieces(randomBytes(100_000)))
        if (first === 'deleted') await blobs.delete('song')
        const bytes = randomBytes(150_000)
        await given(blobs, 'song', bytes)
        expect(await blobs.hash('song')).toBe(sha256(bytes))
        await blobs.delete('song')
      }
    })

    test('of several at once gives each its own, and of an empty one that of nothing', async () => {
      const blobs = await openOne()
      const contents = [Buffer.alloc(0), ...Array.from({ length: 4 }, () => randomBytes(2_000_000))]
      const hashes = await Promise.all(
        contents.map(async (bytes, number) => {
          const key = `song-${number}`
          await given(blobs, key, bytes)
          return blobs.hash(key)
        }),
      )
      expect(hashes).toEqual(contents.map(sha256))
    })

    test('fails where there is no blob, and where it is not complete', async () => {
      const blobs = await openOne()
      await expect(blobs.hash('song')).rejects.toMatchObject({ code: 'blob_not_found' })
      await blobs.begin('song')
      await blobs.append('song', 0, pieces(Buffer.from('abc')))
      await expect(blobs.hash('song')).rejects.toMatchObject({ code: 'blob_incomplete' })
    })
  })

  testReading(openOne)

  describe('deleting', () => {
    test('takes a blob away, complete or not, and twice is the same as once', async () => {
      const blobs = await openOne()
      await given(blobs, 'a/whole', Buffer.from('abc'))
      await blobs.begin('a/half')
      for (const key of ['a/whole', 'a/half', 'a/whole', 'never/there']) {
        await blobs.delete(key)
        expect(await blobs.stat(key)).toBeUndefined()
      }
      await expect(buffer(blobs.read('a/whole'))).rejects.toMatchObject({ code: 'blob_not_found' })
      await given(blobs, 'a/whole', Buffer.from('new'))
      expect(String(await buffer(blobs.read('a/whole')))).toBe('new')
    })

    test('works under a running append, which then fails and leaves nothing', async () => {
      const blobs = await openOne()
      await blobs.begin('song')
      const source = handFed()
      const appending = blobs.append('song', 0, source.bytes)
      const outcome = expect(appending).rejects.toMatchObject({ code: 'blob_not_found' })
      await source.feed('first')
      await blobs.delete('song')
      await source.end()

      await outcome
      expect(await blobs.stat('song')).toBeUndefined()
    })
  })

  test('lists every blob once, complete or not, and those of a prefix', async () => {
    const blobs = await openOne()
    for (const key of ['a', 'a/b', 'b/c/d']) await given(blobs, key, Buffer.from(key))
    await blobs.begin('b/half')
    await blobs.append('b/half', 0, pieces(Buffer.from('xy')))
    await given(blobs, 'gone', Buffer.from('gone'))
    await blobs.delete('gone')

    const listed = async (prefix?: string) =>
      (await Array.fromAsync(blobs.list(prefix))).toSorted((a, b) => (a.key < b.key ? -1 : 1))
    const half = { key: 'b/half', size: 2, complete: false }
    const deep = { key: 'b/c/d', size: 5, complete: true }
    expect(await listed()).toEqual([
      { key: 'a', size: 1, complete: true },
      { key: 'a/b', size: 3, complete: true },
      deep,
      half,
    ])
    expect(await listed('b/')).toEqual([deep, half])
    expect(await Array.fromAsync((await openOne()).list())).toEqual([])
  })

  describe('keys', () => {
    test('that lead elsewhere or are none are refused by every call', async () => {
      const blobs = await openOne()
      const bad = [
        '',
        '/etc/passwd',
        '../secret',
        'a/../b',
        'a/..',
        'a/./b',
        'a//b',
        'a/',
        'A',
        'a b',
        'a\0',
        'a\\b',
        'é',
      ]
      for (const key of [...bad, 'a'.repeat(501), `a/${'b'.repeat(251)}`, 'a~part', '.a', '%2e%2e/a']) {
        const refused = { code: 'blob_key_invalid' }
        await expect(blobs.begin(key)).rejects.toMatchObject(refused)
        await expect(blobs.append(key, 0, pieces(Buffer.from('a')))).rejects.toMatchObject(refused)
        await expect(blobs.complete(key)).rejects.toMatchObject(refused)
        await expect(blobs.hash(key)).rejects.toMatchObject(refused)
        await expect(blobs.stat(key)).rejects.toMatchObject(refused)
        await expect(blobs.delete(key)).rejects.toMatchObject(refused)
        expect(() => blobs.read(key)).toThrow(expect.objectContaining(refused))
      }
    })

    test('may hold one another, and the longest fits', async () => {
      const blobs = await openOne()
      const keys = ['a', 'a/b', 'a/b/c', 'a.part', 'a/b.blob/c', 'b..c', 'c'.repeat(250), `d/${'e/'.repeat(240)}f`]
      for (const key of keys) await given(blobs, key, Buffer.from(key))
      for (const key of keys) expect(String(await buffer(blobs.read(key)))).toBe(key)
    })
  })
}
