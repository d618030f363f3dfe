import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { listening } from './listening.fixture.ts'

/** A proxy in front of an S3 server that changes a bit of what passes through it, when a test says so. */
export async function damagingProxy(to: string) {
  let damaged: 'sent' | 'received' | undefined

  async function pass(message: IncomingMessage, which: 'sent' | 'received') {
    const bytes = await buffer(message)
    if (damaged !== which || bytes.length < 1000) return bytes
    damaged = undefined
    bytes[bytes.length - 500]! ^= 1
    return bytes
  }

  const server = http.createServer(async (request, response) => {
    const { method, headers } = request
    if (headers.expect !== undefined) response.writeContinue()
    const onward = http.request(to + request.url!, { method: method!, headers })
    onward.end(await pass(request, 'sent'))
    const [answer] = (await once(onward, 'response')) as [IncomingMessage]
    response.writeHead(answer.statusCode!, answer.headers).end(await pass(answer, 'received'))
  })
  const endpoint = await listening(server)

  return {
    endpoint,
    /** Of the next body that holds a thousand bytes or more: a request's, or an answer's. */
    damage: (which: 'sent' | 'received') => void (damaged = which),
    isDone: () => damaged === undefined,
  }
}
