import { createServer, type AddressInfo, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../../packages/platform/src/test-kit/free-port.ts'
import { EngineAway, openWhenReachable } from './engine-waiting.ts'

function listenAt(port: number) {
  const server: Server = createServer((socket) => socket.end()).listen(port, '127.0.0.1')
  onTestFinished(() => void server.close())
  return server
}

function recorder() {
  const said: string[] = []
  return { said, log: { warn: (text: unknown) => void said.push(String(text)) } }
}

test('an engine that is not there yet is waited for, by name, and then opened', async () => {
  const port = await freePort()
  const { said } = recorder()
  const log = {
    warn(text: unknown) {
      said.push(String(text))
      if (said.length === 2) listenAt(port)
    },
  }

  const opened = await openWhenReachable(
    { engine: 'PostgreSQL', url: `postgres://bell:secret@127.0.0.1:${port}/bell`, defaultPort: 5432, log },
    async () => 'open',
  )

  expect(opened).toBe('open')
  expect(said.slice(0, 2)).toEqual(Array(2).fill(`Waiting for PostgreSQL at 127.0.0.1:${port} …`))
})

test('one of several addresses is enough', async () => {
  const server = listenAt(0)
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `kafka://127.0.0.1:${await freePort()},127.0.0.1:${(server.address() as AddressInfo).port}`
  const { said, log } = recorder()

  await openWhenReachable({ engine: 'Kafka', url, defaultPort: 9092, log }, async () => 'open')

  expect(said).toEqual([])
})

test('an engine that is starting up is asked again; one that refuses us is not', async () => {
  const server = listenAt(0)
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `postgres://127.0.0.1:${(server.address() as AddressInfo).port}/bell`
  const { said, log } = recorder()
  const answers = [Object.assign(new Error('starting up'), { code: 'database_unavailable' })]
  const open = async () => {
    const error = answers.shift()
    if (error) throw error
  }
  await openWhenReachable({ engine: 'PostgreSQL', url, defaultPort: 5432, log }, open)
  expect(said).toHaveLength(1)

  answers.push(Object.assign(new Error('wrong password'), { code: '28P01' }))
  await expect(openWhenReachable({ engine: 'PostgreSQL', url, defaultPort: 5432, log }, open)).rejects.toThrow(
    'wrong password',
  )
})

test('it is not waited for for ever', async () => {
  const port = await freePort()
  const { log } = recorder()
  const options = { engine: 'Redis', url: `redis://127.0.0.1:${port}`, defaultPort: 6379, log, inAllMs: 500 }

  const waiting = openWhenReachable(options, async () => {})

  await expect(waiting).rejects.toThrow(EngineAway)
  await expect(waiting).rejects.toThrow(`Redis at 127.0.0.1:${port} does not answer.`)
})
