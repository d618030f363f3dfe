import type { Readable } from 'node:stream'

/** S3 is given up where it says nothing for so long, in milliseconds. */
export const silentMs = 15_000

/**
 * The pieces of an answer; fails where none comes while one is waited for. A timeout of the socket would also end the
 * answers of those who only take them slowly.
 */
export async function* arriving(body: Readable): AsyncGenerator<Buffer> {
  const giveUp = () => void body.destroy(Object.assign(new Error('No more came.'), { name: 'TimeoutError' }))
  let timer = setTimeout(giveUp, silentMs)
  try {
    for await (const piece of body) {
      clearTimeout(timer)
      yield piece as Buffer
      timer = setTimeout(giveUp, silentMs)
    }
  } finally {
    clearTimeout(timer)
  }
}
