import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { given, pieces } from '../contract-setup.ts'
import { silentMs } from './arriving.ts'
import { cutProxy } from './cut-proxy.fixture.ts'
import { s3Endpoint, s3Folder } from './s3-engine.fixture.ts'
import { createS3Blobs } from './s3.ts'

describe.skipIf(!s3Endpoint)('connections to S3', { timeout: 60_000 }, () => {
  test('those who read slowly take none from others', async () => {
    const blobs = createS3Blobs((await s3Folder()).connect(), 'music')
    const bytes = randomBytes(2_000_000)
    await given(blobs, 'song', bytes)
    await blobs.begin('other')
    for (let n = 0; n < 60; n++) {
      const reader = blobs.read('song')
      onTestFinished(() => void reader.destroy())
      await once(reader, 'readable')
    }

    expect(await blobs.stat('song')).toEqual({ size: bytes.length, complete: true })
    expect(await blobs.append('other', 0, pieces(bytes))).toBe(bytes.length)
    expect((await buffer(blobs.read('song'))).equals(bytes)).toBe(true)
  })

  test('one on which no more comes is given up, and what was read is read on', async () => {
    const { proxy, blobs } = await givenProxy()
    const bytes = randomBytes(8_000_000)
    await given(blobs, 'song', bytes)

    proxy.silenceAfter(3_000_000)
    const reading = buffer(blobs.read('song'))
    await untilGivenUp(proxy)
    expect((await reading).equals(bytes)).toBe(true)
  })

  test('one on which no more of a blob that grows comes is given up, and its writer is told so', async () => {
    const { proxy, blobs } = await givenProxy()
    const bytes = randomBytes(4_000_000)
    await blobs.begin('song')
    await blobs.append('song', 0, pieces(bytes))

    proxy.silenceAfter(2_000_000)
    const completing = expect(blobs.complete('song')).rejects.toMatchObject({ code: 'storage_unavailable' })
    await untilGivenUp(proxy)
    await completing
    expect(await blobs.complete('song')).toEqual({ size: bytes.length })
  })

  test('what was asked on one on which no more comes is asked again', async () => {
    const { proxy, blobs } = await givenProxy()
    for (let n = 0; n < 10; n++) await given(blobs, `song-${n}`, Buffer.from('abc'))

    proxy.silenceAfter(1500)
    const listing = Array.fromAsync(blobs.list())
    await untilGivenUp(proxy)
    expect(await listing).toHaveLength(10)
  })

  test('one whose reader takes nothing for long stays', async () => {
    const { proxy, blobs } = await givenProxy()
    const bytes = randomBytes(8_000_000)
    await given(blobs, 'song', bytes)
    const taken: Buffer[] = []
    let goOn = () => {}
    const to = new Writable({
      write(piece: Buffer, _encoding, done) {
        taken.push(piece)
        if (taken.length === 1) goOn = done
        else done()
      },
    })
    const sending = blobs.send('song', {}, to)
    await vi.waitUntil(() => taken.length > 0, { timeout: 20_000 })
    const before = proxy.opened()
    vi.advanceTimersByTime(10 * silentMs)
    goOn()
    await sending

    expect(Buffer.concat(taken).equals(bytes)).toBe(true)
    expect(proxy.opened()).toBe(before)
  })
})

async function givenProxy() {
  const proxy = await cutProxy(s3Endpoint!)
  const blobs = createS3Blobs((await s3Folder()).connect(proxy.endpoint), 'music')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  return { proxy, blobs }
}

async function untilGivenUp(proxy: Awaited<ReturnType<typeof cutProxy>>) {
  await vi.waitUntil(proxy.isSilent, { timeout: 20_000 })
  const givenUp = () => {
    vi.advanceTimersByTime(silentMs)
    return !proxy.isSilent()
  }
  await vi.waitUntil(givenUp, { timeout: 20_000 })
}
