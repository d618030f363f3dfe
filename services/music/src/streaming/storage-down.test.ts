import { describe, expect, test, vi } from 'vitest'
import { cutProxy } from '../../../../packages/platform/src/blobs/s3/cut-proxy.fixture.ts'
import { s3Endpoint, s3Folder } from '../../../../packages/platform/src/blobs/s3/s3-engine.fixture.ts'
import { createS3Blobs } from '../../../../packages/platform/src/blobs/s3/s3.ts'
import { mina, testMusic, wav } from '../music.fixture.ts'

const chunk = { 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' }

describe.skipIf(!s3Endpoint)('music whose files are in S3', () => {
  test(
    'goes on without it where it can, says 503 where not, and loses nothing by that',
    { timeout: 60_000 },
    async () => {
      const wire = await cutProxy(s3Endpoint!)
      const blobs = createS3Blobs((await s3Folder()).connect(wire.endpoint), 'music')
      const music = await testMusic({ blobs })
      const call = music.as(mina)
      const bytes = wav({ seconds: 2 })
      const track = await music.given({ bytes })
      const { body } = await call('POST', `/api/tracks/${track.id}/stream-url`)
      const { pathname, search } = new URL(body.url)
      const listen = () => music.app.inject({ url: pathname + search, headers: { host: 'music.test' } })
      expect((await listen()).rawPayload.equals(bytes)).toBe(true)
      const begun = await call('POST', '/api/uploads', undefined, { 'tus-resumable': '1.0.0', 'upload-length': '5000' })
      const send = (offset: number) =>
        call('PATCH', begun.headers.location!, Buffer.alloc(5000 - offset), {
          ...chunk,
          'upload-offset': String(offset),
        })

      wire.cut()
      const unheard = await listen()
      expect(unheard.json()).toMatchObject({ status: 503, code: 'storage_unavailable' })
      expect(unheard.headers['content-length']).not.toBe(String(bytes.length))
      expect(await send(0)).toMatchObject({ status: 503, body: { code: 'storage_unavailable' } })
      expect((await call('GET', '/api/tracks')).body.items).toHaveLength(1)
      wire.mend()
      expect((await listen()).rawPayload.equals(bytes)).toBe(true)
      expect(await send(0)).toMatchObject({ status: 204, headers: { 'upload-offset': '5000' } })

      wire.cut()
      expect((await call('DELETE', `/api/tracks/${track.id}`)).status).toBe(204)
      const before = wire.refused()
      const purged = music.afterGrace()
      // Five requests an attempt: more attempts than an event is given that fails by its own fault.
      await vi.waitUntil(() => wire.refused() > before + 7 * 5, { timeout: 40_000 })
      wire.mend()
      await purged
      expect(await Array.fromAsync(blobs.list())).toMatchObject([{ size: 5000 }])
    },
  )
})
