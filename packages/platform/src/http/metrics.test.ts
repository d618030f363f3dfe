import { expect, onTestFinished, test } from 'vitest'
import { testApp } from '../test-kit/test-app.ts'
import { createLogger } from './logging.ts'
import { startInternalListener } from './internal-listener.ts'
import { createMetricsRegistry } from './metrics.ts'

const listening = {
  address: '127.0.0.1:0',
  metrics: createMetricsRegistry(),
  log: createLogger({ level: 'silent' }),
  checks: async () => ({}),
  isServing: () => true,
}

async function listener(given: Partial<Parameters<typeof startInternalListener>[0]> = {}) {
  const started = await startInternalListener({ ...listening, ...given })
  onTestFinished(() => started.close())
  return (path: string) => fetch(`http://${started.address}${path}`)
}

test('requests are counted by route pattern, in the service’s name, on the internal listener', async () => {
  const metrics = createMetricsRegistry()
  const routes = (app: Parameters<Parameters<typeof testApp>[0]>[0]) => {
    app.get('/api/songs/:id', async () => ({}))
  }
  const music = await testApp(routes, { metrics })
  const img = await testApp(routes, { metrics, name: 'img' })
  await music.anonymous('GET', '/api/songs/1')
  await music.anonymous('GET', '/api/songs/2')
  await img.anonymous('GET', '/api/songs/3')
  await music.anonymous('GET', '/api/what-a-stranger-makes-up')

  const text = await (await (await listener({ metrics }))('/metrics')).text()

  expect(text).toContain(
    'http_request_duration_seconds_count{service="music",method="GET",route="/api/songs/:id",status="200"} 2',
  )
  expect(text).toContain(
    'http_request_duration_seconds_count{service="img",method="GET",route="/api/songs/:id",status="200"} 1',
  )
  expect(text).not.toContain('makes-up')
  expect(text).toMatch(/nodejs_eventloop_lag_seconds \d/)
  expect(text).toMatch(/process_resident_memory_bytes \d/)
})

test('nothing else is there, and the public side has no metrics', async () => {
  const { anonymous } = await testApp(() => {})

  expect((await (await listener())('/')).status).toBe(404)
  expect(await anonymous('GET', '/metrics')).toMatchObject({ status: 404 })
})

test('it tells whether the process lives, and whether it is ready or what it waits for', async () => {
  let database = 'does not answer'
  const get = await listener({ checks: async () => ({ database, bus: 'ok' }) })

  expect((await get('/health/live')).status).toBe(200)
  const waiting = await get('/health/ready')
  expect(waiting.status).toBe(503)
  expect(await waiting.json()).toMatchObject({ checks: { database: 'does not answer', bus: 'ok' } })
  database = 'ok'
  expect((await get('/health/ready')).status).toBe(200)
})

test('an address that is taken is an error, not silence', async () => {
  const first = await startInternalListener(listening)
  onTestFinished(() => first.close())

  await expect(startInternalListener({ ...listening, address: first.address })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  })
})
