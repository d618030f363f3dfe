import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * A way to a real engine that a test can shut: connections break and new ones are refused, as while it restarts.
 * `hold` is a network that stands still: connections stay, nothing comes through, and all of it comes later. With `lose`
 * it never does, but new connections are as before.
 * @param url the engine's address; `gate.url` is the same by this way
 */
export async function testGate(url: string) {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let held = false
  const server = createServer((socket) => {
    const engine = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [socket, engine],
      [engine, socket],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => to.write(chunk))
      if (held) from.pause()
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  async function shut() {
    const closed = new Promise((resolve) => server.close(resolve))
    breakAll()
    await closed
  }
  const close = async () => {
    if (server.listening) await shut()
  }
  try {
    onTestFinished(close)
  } catch {
    // Made outside a test: its maker closes it.
  }
  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    shut,
    open: () => listen(port),
    hold() {
      held = true
      for (const socket of sockets) socket.pause()
    },
    lose() {
      for (const socket of sockets) socket.removeAllListeners('data').resume()
    },
    release() {
      held = false
      for (const socket of sockets) socket.resume()
    },
    close,
  }
}
