import { expect, test } from 'vitest'
import { readServerSent, type ServerSent } from './server-sent.ts'

async function read(...pieces: (string | Uint8Array)[]) {
  const encode = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(typeof piece === 'string' ? encode.encode(piece) : piece)
      controller.close()
    },
  })
  const events: ServerSent[] = []
  for await (const event of readServerSent(body)) events.push(event)
  return events
}

test('events are read wherever the network cut them', async () => {
  const text = 'id: 1\nevent: track\ndata: {"title":"夜行バスの窓"}\n\n: heartbeat\n\ndata: a\ndata:b\n\n'
  const expected = [
    { event: 'track', data: '{"title":"夜行バスの窓"}', id: '1' },
    { event: 'message', data: 'a\nb', id: '1' },
  ]
  const bytes = new TextEncoder().encode(text)

  expect(await read(text)).toEqual(expected)
  expect(await read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(expected)
})

test('all three ends of line count, also when one is cut in two', async () => {
  expect(await read('data: a\r', '\n\r\ndata: b\r\rdata: c\n\n')).toMatchObject([
    { data: 'a' },
    { data: 'b' },
    { data: 'c' },
  ])
})

test('an event that is not finished is none', async () => {
  expect(await read('data: whole\n\ndata: half\n')).toMatchObject([{ data: 'whole' }])
})
