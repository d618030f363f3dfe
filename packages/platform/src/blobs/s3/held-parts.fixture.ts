import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { listening } from './listening.fixture.ts'

/** A proxy in front of an S3 server that holds each part of a multipart upload until a test lets it go on. */
export async function heldParts(to: string) {
  const held = new Map<number, { request: IncomingMessage; response: ServerResponse }>()
  const refused = new Set<number>()
  let isOpen = false

  async function forward(request: IncomingMessage, response: ServerResponse) {
    const { method, headers } = request
    const onward = request.pipe(http.request(to + request.url!, { method: method!, headers }))
    const [answer] = (await once(onward, 'response')) as [IncomingMessage]
    await once(answer.pipe(response.writeHead(answer.statusCode!, answer.headers)), 'close')
  }

  /** @returns when the server's answer to it is on its way */
  async function pass(number: number) {
    const { request, response } = held.get(number)!
    held.delete(number)
    await forward(request, response)
  }

  const server = http.createServer((request, response) => {
    const number = Number(new URL(request.url!, to).searchParams.get('partNumber'))
    if (refused.has(number)) request.resume().once('end', () => response.writeHead(503).end())
    else if (number > 0 && !isOpen) held.set(number, { request, response })
    else void forward(request, response)
  })
  const endpoint = await listening(server)

  return {
    endpoint,
    /** The numbers of those that are held, in order. */
    held: () => [...held.keys()].toSorted((a, b) => a - b),
    pass,
    /** Those that come later too. */
    passAll() {
      isOpen = true
      for (const number of held.keys()) void pass(number)
    },
    /** This time, and whenever it comes again. */
    refuse(number: number) {
      refused.add(number)
      const { request, response } = held.get(number)!
      held.delete(number)
      request.resume().once('end', () => response.writeHead(503).end())
    },
  }
}
