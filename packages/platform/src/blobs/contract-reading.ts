import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BlobStore } from './blobs.ts'
import { given, pieces } from './contract-setup.ts'

/** What every blob store does when it is read: whole, in ranges, into a stream. */
export function testReading(openOne: () => Promise<BlobStore>) {
  describe('reading', () => {
    test('gives any range, cut at the end of the blob', async () => {
      const blobs = await openOne()
      const bytes = randomBytes(1_500_000)
      await given(blobs, 'song', bytes)
      const offset = fc.nat(bytes.length + 10)
      await fc.assert(
        fc.asyncProperty(offset, fc.option(fc.nat(bytes.length), { nil: undefined }), async (start, length) => {
          const end = length === undefined ? undefined : start + length
          const read = await buffer(blobs.read('song', { start, end }))
          expect(read.equals(bytes.subarray(start, end === undefined ? undefined : end + 1))).toBe(true)
        }),
        { numRuns: 40 },
      )
      expect(await buffer(blobs.read('song', { start: 0, end: 0 }))).toEqual(bytes.subarray(0, 1))
    })

    test('refuses ranges that are none', async () => {
      const blobs = await openOne()
      await given(blobs, 'song', Buffer.from('abc'))
      for (const range of [{ start: 2, end: 1 }, { start: -1 }, { start: 0.5 }, { start: NaN }, { end: 1.5 }]) {
        expect(() => blobs.read('song', range)).toThrow(expect.objectContaining({ code: 'blob_range_invalid' }))
      }
    })

    test('fails where there is no blob, and where it is not complete', async () => {
      const blobs = await openOne()
      await blobs.begin('half')
      await blobs.append('half', 0, pieces(Buffer.from('abc')))

      await expect(buffer(blobs.read('half'))).rejects.toMatchObject({ code: 'blob_incomplete' })
      await expect(buffer(blobs.read('none'))).rejects.toMatchObject({ code: 'blob_not_found' })
    })

    test('holds only a little of a blob that nobody takes', async () => {
      const blobs = await openOne()
      await given(blobs, 'song', randomBytes(16_000_000))
      const stream = blobs.read('song')
      await once(stream, 'readable')

      expect(stream.readableLength).toBeLessThanOrEqual(2_000_000)
      stream.destroy()
    })
  })

  describe('sending', () => {
    test('writes any range into a stream, whatever its pace', async () => {
      const blobs = await openOne()
      const bytes = randomBytes(3_000_000)
      await given(blobs, 'song', bytes)
      const ranges = [{}, { start: 1_234_567 }, { end: 99 }, { start: 700_000, end: 2_900_000 }, { start: 5_000_000 }]
      for (const range of ranges) {
        const taken: Buffer[] = []
        const to = new Writable({
          highWaterMark: 1,
          write(chunk: Buffer, _encoding, done) {
            // A copy: the memory is used again when this one is done.
            taken.push(Buffer.from(chunk))
            setImmediate(done)
          },
        })
        await blobs.send('song', range, to)
        const { start = 0, end = bytes.length } = range as { start?: number; end?: number }
        expect(Buffer.concat(taken).equals(bytes.subarray(start, end + 1))).toBe(true)
        expect(to.writableEnded).toBe(false)
      }
    })

    test('ends when the taker goes away', async () => {
      const blobs = await openOne()
      await given(blobs, 'song', randomBytes(3_000_000))
      const to: Writable = new Writable({ write: () => void to.destroy() })

      await blobs.send('song', {}, to)
      expect(to.destroyed).toBe(true)
    })

    test('tells the size before it writes, and writes nothing where that is refused', async () => {
      const blobs = await openOne()
      await given(blobs, 'song', Buffer.from('abc'))
      const told: unknown[] = []
      const to = new Writable({
        write(chunk: Buffer, _encoding, done) {
          told.push(chunk.toString())
          done()
        },
      })

      await blobs.send('song', { start: 1 }, to, (size) => told.push(size))
      expect(told).toEqual([3, 'bc'])
      const refusing = blobs.send('song', {}, to, () => {
        throw new Error('too short')
      })
      await expect(refusing).rejects.toThrow('too short')
      expect(told).toHaveLength(2)
    })

    test('fails before it writes, where there is nothing to send', async () => {
      const blobs = await openOne()
      const to = new Writable({ write: () => expect.unreachable() })

      await expect(blobs.send('none', {}, to)).rejects.toMatchObject({ code: 'blob_not_found' })
      await given(blobs, 'song', Buffer.from('abc'))
      await expect(blobs.send('song', { start: 2, end: 1 }, to)).rejects.toMatchObject({ code: 'blob_range_invalid' })
    })
  })
}
