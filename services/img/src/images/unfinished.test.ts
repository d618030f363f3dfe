import { expect, test } from 'vitest'
import { halves, testImg } from '../test-img.fixture.ts'
import { storeSent } from './store-sent.ts'
import { blobKeys, putBlob } from './stored-blobs.ts'
import { beginImage, sweepUnfinished, unfinishedForMs } from './unfinished.ts'

const mina = { id: 'mina', name: 'Mina', roles: ['artist' as const], scopes: [] }

test('bytes that a crash left without a picture are swept away, and no others', async () => {
  const img = await testImg()
  const { deps } = img
  const kept = await img.send(await halves().png().toBuffer())
  const killed = new Error('killed')
  const killedAfter = {
    ...deps.blobs,
    async complete(key: string, size?: number) {
      await deps.blobs.complete(key, size)
      throw killed
    },
  }
  const bytes = await halves(50, 50).png().toBuffer()
  await expect(storeSent({ ...deps, blobs: killedAfter }, (work) => work(), mina, bytes)).rejects.toBe(killed)
  expect(await img.blobs()).toHaveLength(2)

  await sweepUnfinished(deps)
  expect(await img.blobs(), 'it may still be under way').toHaveLength(2)
  img.clock.advance(unfinishedForMs)
  await sweepUnfinished(deps)

  expect(await img.blobs()).toHaveLength(1)
  expect(await img.look(`/i/${kept.body.id}`)).toMatchObject({ status: 200 })
})

test('what is swept away meanwhile is refused and leaves nothing', async () => {
  const img = await testImg()
  const { deps } = img
  const slow = {
    ...deps.blobs,
    async complete(key: string, size?: number) {
      const done = await deps.blobs.complete(key, size)
      img.clock.advance(unfinishedForMs)
      await sweepUnfinished(deps)
      return done
    },
  }

  const storing = storeSent({ ...deps, blobs: slow }, (work) => work(), mina, await halves().png().toBuffer())

  await expect(storing).rejects.toMatchObject({ status: 503, code: 'img_busy' })
  expect(await img.blobs()).toEqual([])
  expect(await deps.db.selectFrom('image').select('id').execute()).toEqual([])
})

test('half written bytes go too', async () => {
  const img = await testImg()
  const { deps } = img
  const id = deps.newId()
  await beginImage(deps.db, id, deps.clock.now())
  const broken = { ...deps.blobs, complete: () => Promise.reject(new Error('killed')) }
  await expect(putBlob(broken, blobKeys.kept(id), Buffer.from('half'))).rejects.toThrow('killed')

  img.clock.advance(unfinishedForMs)
  await sweepUnfinished(deps)

  await expect(deps.blobs.stat(blobKeys.kept(id))).resolves.toBeUndefined()
})

test('a process that is told to stop leaves the rest to the next sweep', async () => {
  const { deps, clock } = await testImg()
  for (let n = 0; n < 150; n++) await beginImage(deps.db, deps.newId(), deps.clock.now())
  clock.advance(unfinishedForMs)
  const stopping = new AbortController()
  const blobs = { ...deps.blobs, delete: async () => stopping.abort() }
  const left = async () => (await deps.db.selectFrom('unfinishedImage').select('id').execute()).length

  await sweepUnfinished({ ...deps, blobs }, stopping.signal)
  expect(await left()).toBe(50)

  await sweepUnfinished(deps)
  expect(await left()).toBe(0)
})
