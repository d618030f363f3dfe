import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { mina, testMusic, wav } from '../music.fixture.ts'
import { toAiff } from './aiff.fixture.ts'

const fixture = (name: string) => readFile(new URL(`../../fixtures/${name}`, import.meta.url))

/** Six seconds of a tone in each format; how much of a file must be there for a second to play. */
const whole = [
  { name: 'long.mp3', seconds: 6.06, leastTenths: 2, promises: true },
  { name: 'long.flac', seconds: 6, leastTenths: 4, promises: true },
  { name: 'long.ogg', seconds: 6, leastTenths: 5, promises: false },
  { name: 'long.opus', seconds: 6, leastTenths: 3, promises: false },
  { name: 'long.m4a', seconds: 6.05, leastTenths: 3, promises: true },
  { name: 'long.aac', seconds: 6.06, leastTenths: 2, promises: false },
  { name: 'lossless.m4a', seconds: 6, leastTenths: 2, promises: true },
  { name: 'WAV', seconds: 6, leastTenths: 2, promises: true, make: () => wav({ seconds: 6 }) },
  { name: 'AIFF', seconds: 6, leastTenths: 2, promises: true, make: () => toAiff(wav({ seconds: 6 })) },
]

test.each(whole)('$name that ends at a tenth of its length is taken where a second plays', async (format) => {
  const music = await testMusic()
  const bytes = format.make?.() ?? (await fixture(format.name))

  for (let tenth = 1; tenth <= 9; tenth++) {
    const cut = bytes.subarray(0, Math.floor((bytes.length * tenth) / 10))
    const made = await music.addTrack(mina, cut, { fileName: `${tenth}.bin` })
    const { body } = await music.as(mina)('GET', `/api/tracks/${made.body.id}`)
    if (tenth < format.leastTenths) {
      expect(body, `${tenth} tenths`).toMatchObject({ status: 'failed' })
      expect(['file_truncated', 'file_damaged']).toContain(body.failure.code)
      continue
    }
    expect(body, `${tenth} tenths`).toMatchObject({ status: 'ready', damage: { code: 'ends_early' } })
    const { playableSeconds, promisedSeconds } = body.damage
    expect(body.durationSeconds).toBe(playableSeconds)
    expect(playableSeconds).toBeGreaterThanOrEqual(1)
    expect(playableSeconds).toBeLessThan(format.seconds * (tenth / 10) + 0.3)
    if (format.promises) expect(promisedSeconds).toBeCloseTo(format.seconds, 1)
    else expect(promisedSeconds).toBeNull()
  }
  // Of those that were refused nothing is left.
  const rows = await music.deps.db.selectFrom('blob').select('playableBytes').execute()
  expect(rows).toHaveLength(10 - format.leastTenths)
  const playable = rows.filter((row) => row.playableBytes !== null)
  expect(await music.storedBlobs()).toHaveLength(rows.length + playable.length)
})

test('what cannot be decoded in the middle of a file is said once it has been decoded', async () => {
  const music = await testMusic()
  const flac = await fixture('long.flac')
  flac.fill(0x55, 15_000, 23_000)

  const made = await music.addTrack(mina, flac)

  const { body } = await music.as(mina)('GET', `/api/tracks/${made.body.id}`)
  expect(body).toMatchObject({
    status: 'ready',
    analysis: 'done',
    damage: { code: 'parts_missing', promisedSeconds: 6 },
  })
  expect(body.damage.playableSeconds).toBeGreaterThan(1)
  expect(body.damage.playableSeconds).toBeLessThan(5)
})

test('a good file under a wrong name is as good as any', async () => {
  const music = await testMusic()

  const made = await music.addTrack(mina, await fixture('long.flac'), { fileName: '../../🎵\u202egnp.exe.mp3' })

  const { body } = await music.as(mina)('GET', `/api/tracks/${made.body.id}`)
  expect(body).toMatchObject({ status: 'ready', damage: null, format: { codec: 'FLAC' } })
})

test('an empty file and one longer than a day are refused with their reasons', async () => {
  const music = await testMusic()
  // A recorder's header that claims 10 Hz: half a megabyte plays for seven hours, two for more than a day.
  const endless = wav({ seconds: 120 })
  endless.writeUInt32LE(10, 24)

  const made = await music.addTrack(mina, endless)

  const { body } = await music.as(mina)('GET', `/api/tracks/${made.body.id}`)
  expect(body).toMatchObject({ status: 'failed', failure: { code: 'too_long' } })
  expect(await music.storedBlobs()).toEqual([])
})
