import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * A way to a real engine that a test can shut: connections break and new ones are refused, as while it restarts.
 * `mute` is a network that swallows everything: connections stand, and nothing comes back.
 * @param url the engine's address; `gate.url` is the same by this way
 */
export async function testGate(url: string) {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let muted = false
  const server = createServer((socket) => {
    const engine = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [socket, engine],
      [engine, socket],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => muted || to.write(chunk))
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
    mute: (on: boolean) => {
      muted = on
    },
    close,
  }
}
