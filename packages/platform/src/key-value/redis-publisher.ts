import type { Cluster, Redis } from 'ioredis'

// By a script with a key, so that in a cluster all messages of a channel go by one node.
const publishScript = `for _, message in ipairs(ARGV) do redis.call('PUBLISH', KEYS[1], message) end`
const mostAtOnce = 100

interface Waiting {
  message: string
  resolve: () => void
  reject: (error: unknown) => void
}

/**
 * Publishes in order: one call a channel is on its way at a time and takes along what has come up meanwhile. Else a
 * message that a cluster sends on to another node would be overtaken by the next.
 */
export function createPublisher(client: Redis | Cluster) {
  const channels = new Map<string, Waiting[]>()

  async function sendAll(channel: string, waiting: Waiting[]) {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, mostAtOnce)
      try {
        await client.eval(publishScript, 1, channel, ...batch.map(({ message }) => message))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    channels.delete(channel)
  }

  return (channel: string, message: string) =>
    new Promise<void>((resolve, reject) => {
      const waiting = channels.get(channel)
      if (waiting) return void waiting.push({ message, resolve, reject })
      const first = [{ message, resolve, reject }]
      channels.set(channel, first)
      void sendAll(channel, first)
    })
}
