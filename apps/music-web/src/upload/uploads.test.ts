import { afterEach, expect, test, vi } from 'vitest'
import type { Track } from '../api/shapes.ts'
import { artist, file, givenUploads, tagged } from './uploads.fixture.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('tags fill the row, and a registered artist of that name is chosen', async () => {
  const { uploads, row } = givenUploads()
  await uploads.add([file('01.flac')])
  expect(row()).toMatchObject({
    state: 'chosen',
    fields: {
      title: 'Slow Orbit',
      artist: { id: 'a1', name: 'Ada & The Tides' },
      album: 'Orbits',
      trackNumber: 3,
      year: 2024,
    },
    durationSeconds: 302,
    checkArtist: false,
  })
})

test('a name that is only near a registered one is left for a person to look at', async () => {
  const { uploads, row } = givenUploads({ findArtists: async () => [artist('a2', 'Adam')] })
  await uploads.add([file('01.flac')])
  expect(row()).toMatchObject({ fields: { artist: { id: null } }, checkArtist: true })
})

test('several artists in the tags are shown, and left to the server', async () => {
  const { uploads, row, lines, created, settled } = givenUploads({
    readTags: async () => tagged({ artists: ['Ada', 'Bea'] }),
  })
  await uploads.add([file('duet.flac')])
  expect(row().fields.artist).toEqual({ id: null, name: 'Ada, Bea' })
  uploads.start()
  await expect.poll(() => lines.length).toBe(1)
  lines[0]!.listener.arrived('u1')
  await settled(['processing'])
  expect(created).toEqual([{ uploadId: 'u1' }])
})

test('without tags the file’s name is the title', async () => {
  const { uploads, row } = givenUploads({ readTags: async () => tagged({}) })
  await uploads.add([file('track_07 final.mp3')])
  expect(row()).toMatchObject({ state: 'chosen', fields: { title: 'track 07 final', artist: { name: '' } } })
})

test('what is no sound is refused with its reason, and the others go on', async () => {
  const { uploads, lines } = givenUploads({
    sniff: async ({ name }) => (name.endsWith('.pdf') ? 'other' : 'unknown'),
    async readTags({ name }) {
      if (name === 'broken.mp3') throw new Error('no audio found')
      return tagged({ title: 'Good' })
    },
  })
  await uploads.add([
    file('score.pdf'),
    file('empty.mp3', 0),
    file('huge.mp3', 1_000_001),
    file('broken.mp3'),
    file('good.mp3'),
  ])
  expect(uploads.rows.all().map((row) => row.reason?.code)).toEqual([
    'not_audio',
    'file_empty',
    'upload_too_large',
    'unreadable',
    undefined,
  ])
  uploads.start()
  await expect.poll(() => lines.length).toBe(1)
})

test('the same file twice is one row', async () => {
  const { uploads } = givenUploads()
  await uploads.add([file('1.mp3'), file('1.mp3')])
  await uploads.add([file('1.mp3'), file('2.mp3')])
  expect(uploads.rows.all().map((row) => row.file.name)).toEqual(['1.mp3', '2.mp3'])
})

test('three files are under way at a time, the next one when one has arrived', async () => {
  const { lines, states, settled, started } = givenUploads()
  await started(['1', '2', '3', '4'])
  expect(states()).toEqual(['sending', 'sending', 'sending', 'waiting'])
  lines[0]!.listener.arrived('u1')
  await settled(['processing', 'sending', 'sending', 'sending'])
})

test('what a person wrote is what the track gets, and nothing else is told', async () => {
  const { uploads, lines, created, settled, id } = givenUploads()
  await uploads.add([file('1.mp3')])
  uploads.edit(id(), { title: ' Slower Orbit ', artist: { id: null, name: 'Somebody New' }, album: '', year: null })
  uploads.start()
  await expect.poll(() => lines.length).toBe(1)
  lines[0]!.listener.arrived('u1')
  await settled(['processing'])
  expect(created).toEqual([
    { uploadId: 'u1', title: 'Slower Orbit', artistName: 'Somebody New', album: null, year: null },
  ])
})

test('a pause makes room for another file; going on continues the same transfer', async () => {
  const { uploads, lines, states, started, id } = givenUploads()
  await started(['1', '2', '3', '4'])
  uploads.pause(id())
  await expect.poll(() => lines.length).toBe(4)
  expect(states()).toEqual(['paused', 'sending', 'sending', 'sending'])
  uploads.resume(id())
  expect(states()[0]).toBe('waiting')
  uploads.remove([id(1)])
  await expect.poll(() => lines[0]!.calls).toEqual(['pause', 'resume'])
  expect(lines[1]!.calls).toEqual(['cancel'])
})

test('all are paused and go on together', async () => {
  const { uploads, states, started } = givenUploads()
  await started(['1', '2', '3', '4'])
  uploads.pauseAll()
  expect(states()).toEqual(['paused', 'paused', 'paused', 'paused'])
  uploads.resumeAll()
  expect(states()).toEqual(['sending', 'sending', 'sending', 'waiting'])
})

test('a file that does not get through keeps its line, says so, and goes on by itself', async () => {
  const { lines, states, started, row } = givenUploads()
  await started(['1', '2', '3', '4'])
  lines[0]!.listener.stalled()
  expect(states()).toEqual(['stalled', 'sending', 'sending', 'waiting'])
  lines[0]!.listener.progress(10)
  expect(row()).toMatchObject({ state: 'sending', sent: 10 })
})

test('a refusal frees the line, and only what may pass is tried again', async () => {
  const { uploads, lines, states, started, row } = givenUploads()
  await started(['1', '2', '3', '4'])
  lines[0]!.listener.failed({ code: 'track_exists', trackId: 't9', title: 'Tide' })
  lines[1]!.listener.failed({ code: 'quota_exceeded' })
  expect(states().slice(0, 2)).toEqual(['refused', 'failed'])
  expect(row().reason).toMatchObject({ trackId: 't9', title: 'Tide' })
  await expect.poll(() => lines.length).toBe(4)
  uploads.retryAll()
  expect(states().slice(0, 2)).toEqual(['refused', 'sending'])
})

test('making the track waits for a server that is away', async () => {
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('removeEventListener', () => undefined)
  let away = 2
  const { lines, states, started, settled } = givenUploads({
    async createTrack() {
      if (away-- > 0) throw new Error('network')
      return { id: 't1', status: 'processing', revision: 1, failure: null } as Track
    },
    statusOf: () => 0,
  })
  await started(['1'])
  vi.useFakeTimers()
  lines[0]!.listener.arrived('u1')
  await vi.advanceTimersByTimeAsync(10)
  expect(states()).toEqual(['saving'])
  await vi.advanceTimersByTimeAsync(5000)
  vi.useRealTimers()
  await settled(['processing'])
})

test('the server’s word on a track reaches its row, an older one does not', async () => {
  const { uploads, lines, settled, states, started } = givenUploads()
  await started(['1'])
  lines[0]!.listener.arrived('u1')
  await settled(['processing'])
  uploads.trackChanged({ id: 'track-1', status: 'ready', revision: 3, failure: null } as Track)
  uploads.trackChanged({ id: 'track-1', status: 'processing', revision: 2, failure: null } as Track)
  expect(states()).toEqual(['ready'])
})

test('a track that is read before its maker is answered is not missed', async () => {
  let answer: (track: Track) => void = () => undefined
  const { uploads, lines, settled, started } = givenUploads({
    createTrack: () => new Promise<Track>((resolve) => (answer = resolve)),
  })
  await started(['1'])
  lines[0]!.listener.arrived('u1')
  await settled(['saving'])
  uploads.trackChanged({ id: 't1', status: 'ready', revision: 2, failure: null } as Track)
  answer({ id: 't1', status: 'processing', revision: 1, failure: null } as Track)
  await settled(['ready'])
})

test('a failed track is dismissed with its row', async () => {
  const { uploads, lines, settled, started, dismissed, id } = givenUploads()
  await started(['1'])
  lines[0]!.listener.arrived('u1')
  await settled(['processing'])
  const failure = { code: 'file_damaged' as const, detail: 'Broken.' }
  uploads.trackChanged({ id: 'track-1', status: 'failed', revision: 3, failure } as Track)
  await settled(['failed'])
  uploads.remove([id()])
  expect(dismissed).toEqual(['track-1'])
})

test('after a gap in the event stream, tracks that were being processed are asked about', async () => {
  const { uploads, lines, settled, started } = givenUploads()
  await started(['1'])
  lines[0]!.listener.arrived('u1')
  await settled(['processing'])
  await uploads.catchUp()
  await settled(['ready'])
})

test('who signs out leaves nothing on the page, and what has arrived on the server', async () => {
  const { uploads, lines, states, started } = givenUploads()
  await started(['1'])
  uploads.clear()
  expect(states()).toEqual([])
  expect(lines[0]!.calls).toEqual(['pause'])
})

test('one press also sends those whose tags are still being read, when they are', async () => {
  const held: (() => void)[] = []
  const { uploads, lines, states } = givenUploads({
    async readTags({ name }) {
      if (name !== 'quick.mp3') await new Promise<void>((resolve) => held.push(resolve))
      if (name === 'broken.mp3') throw new Error('no audio found')
      return tagged({ title: name })
    },
  })
  const added = uploads.add([file('quick.mp3'), file('slow.mp3'), file('broken.mp3')])
  await expect.poll(states).toEqual(['chosen', 'reading', 'reading'])
  uploads.start()
  expect(uploads.rows.totals.get()).toMatchObject({ readToSend: 2, bytes: 300 })
  for (const go of held) go()
  await added
  await expect.poll(() => lines.map((line) => line.file.name)).toEqual(['quick.mp3', 'slow.mp3'])
  expect(states()).toEqual(['sending', 'sending', 'refused'])
  expect(uploads.rows.totals.get()).toMatchObject({ readToSend: 0, bytes: 200 })
})

test('a pause of all also holds those that are still being read', async () => {
  let go = () => {}
  const { uploads, lines, states } = givenUploads({
    readTags: () => new Promise((resolve) => (go = () => resolve(tagged({ title: 'Slow' })))),
  })
  const added = uploads.add([file('slow.mp3')])
  uploads.start()
  uploads.pauseAll()
  await expect.poll(() => String(go)).toContain('resolve')
  go()
  await added
  expect(states()).toEqual(['chosen'])
  expect(lines).toEqual([])
})

test('a file that another window sends shows how far it is, and is sent from here when that one stops', async () => {
  const { lines, row, started, uploads } = givenUploads()
  await started(['1.mp3'])
  lines[0]!.listener.elsewhere(40)
  expect(row()).toMatchObject({ state: 'elsewhere', sent: 40 })
  expect(uploads.rows.totals.get().sent).toBe(40)
  lines[0]!.listener.progress(60)
  expect(row()).toMatchObject({ state: 'sending', sent: 60 })
})
