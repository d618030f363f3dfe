import type { SendListener } from '@bell/ui/upload'
import { expect, test } from 'vitest'
import type { Image, NewImage } from '../api/shapes.ts'
import { createUploads } from './uploads.ts'

const file = (name: string, size = 100) => new File([new Uint8Array(size)], name, { lastModified: 1 })

/** Uploads whose server the test plays: `lines` are the transfers that were begun, `made` the pictures asked for. */
function given() {
  const lines: { name: string; listener: SendListener }[] = []
  const made: NewImage[] = []
  const arrived: [id: string, albumId: string | undefined][] = []
  const uploads = createUploads({
    sender: async () => (sent, listener) => {
      lines.push({ name: sent.name, listener })
      return { pause: () => undefined, resume: () => undefined, cancel: () => undefined }
    },
    async createImage(image) {
      made.push(image)
      return { id: `image-${image.uploadId}` } as Image
    },
    arrived: (image, albumId) => arrived.push([image.id, albumId]),
    reasonOf: (error) => ({ code: (error as Error).message }),
    statusOf: () => 400,
    now: () => 0,
  })
  const states = () => uploads.rows.all().map(({ state }) => state)
  return { uploads, lines, made, arrived, states }
}

test('pictures are sent at once, and become pictures of the album they were brought to', async () => {
  const { uploads, lines, made, arrived, states } = given()
  uploads.add([file('a.jpg')], 'album-1')
  uploads.add([file('b.jpg')], undefined)
  await expect.poll(() => lines.map(({ name }) => name)).toEqual(['a.jpg', 'b.jpg'])

  lines[0]!.listener.arrived('u1')
  await expect.poll(() => made.length).toBe(1)
  uploads.choices.set({ keepPosition: true })
  lines[1]!.listener.arrived('u2')

  await expect.poll(states).toEqual(['ready', 'ready'])
  expect(made).toEqual([
    { uploadId: 'u1', albumId: 'album-1', keepPosition: false },
    { uploadId: 'u2', albumId: undefined, keepPosition: true },
  ])
  expect(arrived).toEqual([
    ['image-u1', 'album-1'],
    ['image-u2', undefined],
  ])
})

test('pictures of one drop come to their album in its order, whichever arrives first', async () => {
  const { uploads, lines, made } = given()
  uploads.add([file('1.jpg'), file('2.jpg'), file('3.jpg')], 'album-1')
  uploads.add([file('elsewhere.jpg')], undefined)
  await expect.poll(() => lines.length).toBe(3)
  lines[2]!.listener.arrived('u3')
  await expect.poll(() => lines.length).toBe(4)
  lines[3]!.listener.arrived('u4')
  await expect.poll(() => made.map(({ uploadId }) => uploadId)).toEqual(['u4'])

  lines[1]!.listener.failed({ code: 'picture_unreadable' })
  lines[0]!.listener.arrived('u1')

  await expect.poll(() => made.map(({ uploadId }) => uploadId)).toEqual(['u4', 'u1', 'u3'])
})

test('who waits for a file that is taken away, or paused, waits no longer', async () => {
  const { uploads, lines, made } = given()
  uploads.add([file('1.jpg'), file('2.jpg'), file('3.jpg')], 'album-1')
  await expect.poll(() => lines.length).toBe(3)
  lines[2]!.listener.arrived('u3')
  uploads.pause(uploads.rows.list.get().ids[1]!)
  uploads.remove([uploads.rows.list.get().ids[0]!])
  await expect.poll(() => made.map(({ uploadId }) => uploadId)).toEqual(['u3'])
})

test('an empty file is refused before it is sent, what the server refuses is not sent again', async () => {
  const { uploads, lines, states } = given()
  uploads.add([file('nothing.jpg', 0), file('drawing.svg'), file('late.jpg')], undefined)
  await expect.poll(() => lines.length).toBe(2)
  lines[0]!.listener.failed({ code: 'svg_not_taken' })
  lines[1]!.listener.failed({ code: 'quota_exceeded' })
  expect(states()).toEqual(['refused', 'refused', 'failed'])
  uploads.retryAll()
  await expect.poll(states).toEqual(['refused', 'refused', 'sending'])
})

test('a file that is under way is not sent twice to one place; one that is there may be brought again', async () => {
  const { uploads, lines, states } = given()
  uploads.add([file('a.jpg')], 'album-1')
  uploads.add([file('a.jpg')], 'album-1')
  uploads.add([file('a.jpg')], 'album-2')
  await expect.poll(() => lines.length).toBe(2)
  lines[0]!.listener.arrived('u1')
  await expect.poll(() => states()[0]).toBe('ready')
  uploads.add([file('a.jpg')], 'album-1')
  expect(states()).toHaveLength(3)
})
