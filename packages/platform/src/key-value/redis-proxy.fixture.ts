import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A stretch of network between a test and Redis, that can be cut, or hold back what is sent without a word. */
export async function startProxy(redisUrl: string, state: 'open' | 'cut' | 'silent' = 'open') {
  const target = new URL(redisUrl)
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((client) => {
    connections++
    if (state === 'cut') return void client.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('data', (data) => to.write(data))
      if (state === 'silent') from.pause()
      from.on('error', () => undefined)
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How many were made so far. */
    connections: () => connections,
    cut() {
      state = 'cut'
      for (const socket of sockets) socket.destroy()
    },
    silence() {
      state = 'silent'
      for (const socket of sockets) socket.pause()
    },
    open() {
      state = 'open'
      for (const socket of sockets) socket.resume()
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
