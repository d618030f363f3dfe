import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { Transform } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { place, rewritten } from '../../packages/platform/src/kafka/broker-proxy.fixture.ts'
import type { seededRandom } from './random.ts'

/** Where the program finds its engines, in the names of the environment. */
const addresses = ['PG_URL', 'REDIS_URL', 'KAFKA_BROKERS', 'OPENSEARCH_URL', 'S3_ENDPOINT'] as const

/** One way, in milliseconds; what is lost is sent again after a while, and all behind it waits. */
const slow = { least: 15, most: 35, lost: 0.01, againLeast: 200, againMost: 600 }

/**
 * Puts a way of its own before each engine and has the environment name that. It is fast until it is made slow: then it
 * takes 50 ms ± 20 there and back, loses one in a hundred, and now and then breaks a connection in the middle. By TCP
 * alone, since few kernels have what `tc netem` needs.
 */
export async function openSlowLinks(random: ReturnType<typeof seededRandom>) {
  const sockets = new Set<Socket>()
  let isSlow = false

  /** Everything arrives in order, later. */
  function delayed() {
    let arrived = Promise.resolve()
    return new Transform({
      transform(chunk, _encoding, done) {
        const dueAt = performance.now() + (isSlow ? chanceOfDelay() : 0)
        arrived = arrived.then(async () => {
          const ms = dueAt - performance.now()
          if (ms > 0) await wait(ms)
          this.push(chunk)
        })
        done()
      },
      flush: (end) => void arrived.then(() => end()),
    })
  }

  function chanceOfDelay() {
    const again = random.next() < slow.lost ? random.between(slow.againLeast, slow.againMost) : 0
    return random.between(slow.least, slow.most) + again
  }

  async function open(host: string, port: number, change: (own: number) => Duplex[]) {
    const server = createServer((near) => {
      const far = connect(port, host)
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(socket)
        socket
          .setNoDelay()
          .on('error', () => {})
          .on('close', () => {
            sockets.delete(socket)
            // What came to its end is still on its way to the other.
            if (!socket.readableEnded) other.destroy()
          })
      }
      near.pipe(delayed()).pipe(far)
      let back: NodeJS.ReadableStream = far
      for (const step of change(own)) back = back.pipe(step)
      back.pipe(delayed()).pipe(near)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const own = (server.address() as AddressInfo).port
    return { server, own }
  }

  const links = await Promise.all(
    addresses.map(async (name) => {
      const address = process.env[name]!
      const { hostname, port } = new URL(address.includes('://') ? address : `kafka://${address}`)
      // A broker tells its clients where to reach it.
      const isBroker = name === 'KAFKA_BROKERS'
      const link = await open(hostname, Number(port), (own) =>
        isBroker ? [rewritten(place(hostname, Number(port)), () => place('127.0.0.1', own))] : [],
      )
      process.env[name] = address.replace(`${hostname}:${port}`, `127.0.0.1:${link.own}`)
      return { name, address, server: link.server }
    }),
  )

  return {
    makeSlow: () => void (isSlow = true),
    makeFast: () => void (isSlow = false),
    breakOne: () => random.oneOf([...sockets])?.destroy(),
    close() {
      for (const { name, address, server } of links) {
        process.env[name] = address
        server.close()
      }
      for (const socket of sockets) socket.destroy()
    },
  }
}
