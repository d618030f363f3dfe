import type { BlobStore } from '@bell/platform/blobs'
import { AppError } from '@bell/platform/http'
import { expect, test } from 'vitest'
import { checkStore } from './place.ts'

/** A store of which only the look at one blob is asked, with these answers in turn. */
function answering(...answers: (() => Awaited<ReturnType<BlobStore['stat']>>)[]) {
  return { stat: async () => answers.shift()!() } as unknown as BlobStore
}

test('a store that goes away after it was opened is waited for, and then said to be half moved, or not', async () => {
  const said: unknown[] = []
  const log = { warn: (text: unknown) => void said.push(text) }
  const away = () => {
    throw new AppError(503, 'storage_unavailable', 'away')
  }

  await checkStore(
    answering(away, () => undefined),
    log,
  )
  expect(said).toEqual(['Waiting for the storage of files …'])

  const marked = () => ({ size: 0, complete: false }) as Awaited<ReturnType<BlobStore['stat']>>
  await expect(checkStore(answering(away, marked), log)).rejects.toMatchObject({ code: 'move_under_way' })
})

test('a store that refuses us is not waited for', async () => {
  const refusing = answering(() => {
    throw new AppError(503, 'storage_refused', 'refused')
  })
  await expect(checkStore(refusing, { warn: () => {} })).rejects.toMatchObject({ code: 'storage_refused' })
})
