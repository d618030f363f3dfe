import type { BlobStore } from '@bell/platform/blobs'
import { expect, test } from 'vitest'
import { testImg } from '../test-img.fixture.ts'
import { putBlob } from './stored-blobs.ts'

const key = 'images/one/96xauto-cover.webp'
const data = Buffer.from('a picture')

/** A store in which somebody else does something just before a step of ours. */
async function givenOther(step: 'append' | 'complete', other: (blobs: BlobStore) => Promise<unknown>) {
  const { blobs } = (await testImg()).deps
  const shared: BlobStore = {
    ...blobs,
    async append(...call) {
      if (step === 'append') await other(blobs)
      return blobs.append(...call)
    },
    async complete(...call) {
      if (step === 'complete') await other(blobs)
      return blobs.complete(...call)
    },
  }
  return { blobs, shared }
}

test('what somebody else begins again before it is complete is left to them, and never kept empty', async () => {
  const { blobs, shared } = await givenOther('complete', (blobs) => blobs.begin(key))

  await putBlob(shared, key, data)
  expect(await blobs.stat(key)).toEqual({ size: 0, complete: false })
  await putBlob(blobs, key, data)
  expect(await blobs.stat(key)).toEqual({ size: data.length, complete: true })
})

test('what somebody else has put meanwhile is the same', async () => {
  const { blobs, shared } = await givenOther('append', (blobs) => putBlob(blobs, key, data))

  await putBlob(shared, key, data)
  expect(await blobs.stat(key)).toEqual({ size: data.length, complete: true })
})

test('what somebody else is putting this moment is left to them', async () => {
  const { blobs, shared } = await givenOther('append', (blobs) => blobs.append(key, 0, once(data)))

  await putBlob(shared, key, data)
  await blobs.complete(key, data.length)
  expect(await blobs.stat(key)).toEqual({ size: data.length, complete: true })
})

async function* once(bytes: Buffer) {
  yield bytes
}
