import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A TCP proxy in front of a server, whose wire a test can cut and mend. */
export async function cutProxy(to: string) {
  const { hostname, port } = new URL(to)
  const sockets = new Set<Socket>()
  let isCut = false
  let refused = 0
  let left = Infinity
  let opened = 0
  let untilSilent = Infinity
  let silent: Socket | undefined
  const server = createServer((client) => {
    opened++
    if (isCut) {
      refused++
      return void client.destroy()
    }
    const upstream = connect(Number(port), hostname)
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        // What has come before is still passed on.
        if (other !== silent) other.destroySoon()
      })
    }
    client.pipe(upstream)
    upstream.on('data', (piece: Buffer) => {
      left -= piece.length
      if (left < 0) return cut()
      const passed = piece.subarray(0, untilSilent)
      untilSilent -= piece.length
      if (untilSilent < 0) {
        untilSilent = Infinity
        silent = client
        upstream.pause()
        return void client.write(passed)
      }
      if (!client.write(piece)) {
        upstream.pause()
        client.once('drain', () => upstream.resume())
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  function cut() {
    isCut = left >= 0
    left = Infinity
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(async () => {
    cut()
    server.close()
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    /** How often somebody came in vain. */
    refused: () => refused,
    mend: () => void (isCut = false),
    /** Breaks all connections once so many bytes more have come from the server; new ones work. */
    breakAfter: (bytes: number) => void (left = bytes),
    /** Lets nothing more through on one connection, which stays, once so many bytes more have come from the server. */
    silenceAfter: (bytes: number) => void (untilSilent = bytes),
    isSilent: () => silent?.destroyed === false,
    /** How many connections there have been. */
    opened: () => opened,
  }
}
