import { expect, test } from 'vitest'
import type { Artist, NewTrack, Track } from '../api/shapes.ts'
import type { FileTags } from './read-tags.ts'
import { createUploads, type SendListener, type UploadDeps } from './uploads.ts'

const artist = (id: string, name: string) => ({ id, name }) as Artist
const file = (name: string, size = 100) => new File([new Uint8Array(size)], name)

function tagged(said: Partial<FileTags>): FileTags {
  const nobody = { composers: [], lyricists: [], producers: [], remixers: [], performers: [] }
  return { artists: [], featured: [], compilation: false, ...nobody, ...said }
}

function given(more: Partial<UploadDeps> = {}) {
  const lines: { file: File; listener: SendListener; calls: string[] }[] = []
  const created: NewTrack[] = []
  let clock = 0
  const uploads = createUploads({
    sniff: async () => 'audio',
    readTags: async () =>
      tagged({ title: 'Slow Orbit', artists: ['ADA & the Tides'], album: 'Orbits', durationSeconds: 302 }),
    findArtists: async () => [artist('a1', 'Ada & The Tides'), artist('a2', 'Adam')],
    sender: async () => (sentFile, listener) => {
      const calls: string[] = []
      lines.push({ file: sentFile, listener, calls })
      return {
        pause: () => calls.push('pause'),
        resume: () => calls.push('resume'),
        cancel: () => calls.push('cancel'),
      }
    },
    async createTrack(track) {
      created.push(track)
      return { id: `track-${created.length}`, status: 'processing', revision: 1, failure: null } as Track
    },
    getTrack: async (id) => ({ id, status: 'ready', revision: 2, failure: null }) as Track,
    reasonOf: () => ({ code: 'unknown' }),
    now: () => (clock += 500),
    ...more,
  })
  const states = () => uploads.store.get().rows.map((row) => row.state)
  const settled = (wanted: string[]) => expect.poll(states).toEqual(wanted)
  return { uploads, lines, created, states, settled }
}

test('tags fill the row, and a registered artist of that name is chosen', async () => {
  const { uploads } = given()
  await uploads.add([file('01.flac')])
  expect(uploads.store.get().rows[0]).toMatchObject({
    state: 'chosen',
    title: 'Slow Orbit',
    artist: { id: 'a1', name: 'Ada & The Tides' },
    album: 'Orbits',
    durationSeconds: 302,
    checkArtist: false,
  })
})

test('a name that is only near a registered one is left for a person to look at', async () => {
  const { uploads } = given({ findArtists: async () => [artist('a2', 'Adam')] })
  await uploads.add([file('01.flac')])
  expect(uploads.store.get().rows[0]).toMatchObject({ artist: { id: null }, checkArtist: true })
})

test('without tags the file’s name is the title', async () => {
  const { uploads } = given({ readTags: async () => tagged({ durationSeconds: 10 }) })
  await uploads.add([file('track_07 final.mp3')])
  expect(uploads.store.get().rows[0]).toMatchObject({ state: 'chosen', title: 'track_07 final', artist: { name: '' } })
})

test('what is no sound is refused with its reason, and the others go on', async () => {
  const { uploads, lines } = given({
    sniff: async ({ name }) => (name.endsWith('.pdf') ? 'other' : 'unknown'),
    async readTags({ name }) {
      if (name === 'broken.mp3') throw new Error('no audio found')
      return tagged({ title: 'Good', durationSeconds: 1 })
    },
  })
  await uploads.add([file('score.pdf'), file('empty.mp3', 0), file('broken.mp3'), file('good.mp3')])
  expect(uploads.store.get().rows.map((row) => row.reason?.code)).toEqual([
    'not_audio',
    'empty_file',
    'unreadable',
    undefined,
  ])
  uploads.start()
  await expect.poll(() => lines.length).toBe(1)
})

test('three files are under way at a time, the next one when one has arrived', async () => {
  const { uploads, lines, states, settled } = given()
  await uploads.add(['1', '2', '3', '4'].map((name) => file(name)))
  uploads.start()
  await expect.poll(() => lines.length).toBe(3)
  expect(states()).toEqual(['sending', 'sending', 'sending', 'waiting'])
  lines[0]!.listener.arrived('u1')
  await settled(['processing', 'sending', 'sending', 'sending'])
})

test('what a person wrote is what the track gets', async () => {
  const { uploads, lines, created, settled } = given()
  await uploads.add([file('1.mp3')])
  const { id } = uploads.store.get().rows[0]!
  uploads.edit(id, { title: ' Slower Orbit ', artist: { id: null, name: 'Somebody New' }, album: '' })
  uploads.start()
  await expect.poll(() => lines.length).toBe(1)
  lines[0]!.listener.arrived('u1')
  await settled(['processing'])
  expect(created).toEqual([{ uploadId: 'u1', title: 'Slower Orbit', artistName: 'Somebody New', album: null }])
})

test('progress tells bytes and speed', async () => {
  const { uploads, lines } = given()
  await uploads.add([file('1.mp3', 4000)])
  uploads.start()
  await expect.poll(() => lines.length).toBe(1)
  lines[0]!.listener.progress(1000)
  const row = uploads.store.get().rows[0]!
  expect(row.sent).toBe(1000)
  expect(row.speed).toBeGreaterThan(0)
})

test('a pause makes room for another file; going on continues the same transfer', async () => {
  const { uploads, lines, states } = given()
  await uploads.add(['1', '2', '3', '4'].map((name) => file(name)))
  uploads.start()
  await expect.poll(() => lines.length).toBe(3)
  const { id } = uploads.store.get().rows[0]!
  uploads.pause(id)
  await expect.poll(() => lines.length).toBe(4)
  expect(states()).toEqual(['paused', 'sending', 'sending', 'sending'])
  uploads.resume(id)
  expect(states()[0]).toBe('waiting')
  uploads.remove(uploads.store.get().rows[1]!.id)
  await expect.poll(() => lines[0]!.calls).toEqual(['pause', 'resume'])
  expect(lines[1]!.calls).toEqual(['cancel'])
})

test('the server’s word on a track reaches its row, an older one does not', async () => {
  const { uploads, lines, settled } = given()
  await uploads.add([file('1.mp3')])
  uploads.start()
  await expect.poll(() => lines.length).toBe(1)
  lines[0]!.listener.arrived('u1')
  await settled(['processing'])
  uploads.trackChanged({ id: 'track-1', status: 'ready', revision: 3, failure: null } as Track)
  uploads.trackChanged({ id: 'track-1', status: 'processing', revision: 2, failure: null } as Track)
  expect(uploads.store.get().rows[0]!.state).toBe('ready')
})

test('after a gap in the event stream, tracks that were being processed are asked about', async () => {
  const { uploads, lines, settled } = given()
  await uploads.add([file('1.mp3')])
  uploads.start()
  await expect.poll(() => lines.length).toBe(1)
  lines[0]!.listener.arrived('u1')
  await settled(['processing'])
  await uploads.catchUp()
  await settled(['ready'])
})
