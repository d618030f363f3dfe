import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { Transform } from 'node:stream'
import { onTestFinished } from 'vitest'
import { brokers } from './kafka.fixture.ts'

/**
 * A way to a broker on this machine that can be cut. A broker tells its clients where to reach it (Metadata and
 * FindCoordinator: the host, then the port as INT32), so that is rewritten on the way; all else passes as it is.
 */
export async function startBrokerProxy() {
  const [host, port] = brokers!.split(',')[0]!.split(':') as [string, string]
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const broker = connect(Number(port), host)
    for (const socket of [client, broker]) {
      sockets.add(socket)
      socket
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(socket)
          client.destroy()
          broker.destroy()
        })
    }
    client.pipe(broker)
    broker.pipe(rewritten(place(host, Number(port)), () => place(host, own))).pipe(client)
  })
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, host, resolve))
  await listen(0)
  const own = (server.address() as AddressInfo).port
  onTestFinished(cut)

  function cut() {
    for (const socket of sockets) socket.destroy()
    return new Promise<void>((resolve) => void (server.listening ? server.close(() => resolve()) : resolve()))
  }

  return { url: `kafka://${host}:${own}`, cut, mend: () => listen(own) }
}

export function place(host: string, port: number) {
  const bytes = Buffer.alloc(host.length + 4)
  bytes.write(host)
  bytes.writeInt32BE(port, host.length)
  return bytes
}

export function rewritten(from: Buffer, to: () => Buffer) {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (let at = chunk.indexOf(from); at >= 0; at = chunk.indexOf(from, at + from.length)) to().copy(chunk, at)
      done(null, chunk)
    },
  })
}
