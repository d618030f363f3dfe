import type { BellEvent } from '@bell/platform/events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { testMusic, wav } from '../music.fixture.ts'
import { toAiff } from './aiff.fixture.ts'
import { createAudioReader } from './audio-reader.ts'
import { ingestConsumer } from './ingest.consumer.ts'

const bytes = toAiff(wav({ seconds: 200 }))
const job = { kind: 'read', size: bytes.length } as const
const read = async (start: number, end: number) => new Uint8Array(bytes.subarray(start, end))

/** Longer than any file may keep a thread. */
const tooLong = 10 * 60_000

function threads() {
  const reader = createAudioReader()
  onTestFinished(() => reader.close())
  return reader
}

function quickTimers() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
}

test('what a thread waits for is no time of its own, however long the storage takes', async () => {
  const reader = threads()
  quickTimers()
  const slowly = async (start: number, end: number) => {
    vi.advanceTimersByTime(tooLong)
    return read(start, end)
  }

  const found = await reader.run(job, slowly)
  expect(found).toMatchObject({ kind: 'audio', durationMs: 200_000 })
  if (found?.kind !== 'audio') return
  const { format, durationMs } = found
  const rendered = await reader.run({ kind: 'render', size: bytes.length, format, durationMs }, slowly, async () => {
    vi.advanceTimersByTime(tooLong)
  })
  expect(rendered).toBe('rendered')
})

test('a thread that is busy for too long is ended, and the next file has another', async () => {
  const reader = threads()
  quickTimers()
  const first = reader.run(job, read)
  await vi.advanceTimersByTimeAsync(tooLong)
  expect(await first).toBeUndefined()
  expect(await reader.run(job, read)).toMatchObject({ kind: 'audio' })
})

test('what a storage says too late does not end the thread of the next file', async () => {
  const reader = threads()
  const late = Promise.withResolvers<never>()
  const asked = Promise.withResolvers<void>()
  const first = reader.run(job, () => {
    asked.resolve()
    return late.promise
  })
  await asked.promise
  await reader.close()
  expect(await first).toBeUndefined()

  const second = reader.run(job, read)
  late.reject(new Error('The storage does not answer.'))
  expect(await second).toMatchObject({ kind: 'audio' })
})

test('a file for which a thread had no answer is not refused: that proves nothing against it', async () => {
  const music = await testMusic()
  const { id } = await music.given()
  await music.deps.db.updateTable('track').set({ status: 'processing' }).execute()
  const ingest = ingestConsumer(music.deps, { run: async () => undefined, close: async () => {} })

  const event = { type: 'music.track.uploaded', subject: id, data: { trackId: id } } as BellEvent
  await expect(ingest.prepare!(event)).rejects.toThrow('took too long')
})
