import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createLogger } from '../http/index.ts'
import { currentTraceparent, openOtlpTracing, outsideSpans } from './index.ts'

const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

test('a span goes on with its parent’s trace, and is what is handed on inside of it', async () => {
  const { tracing, received } = await start()
  const span = tracing.start({ name: 'work', kind: 'server', parent, attributes: { 'http.route': '/api/x', n: 3 } })!
  expect(currentTraceparent()).toBeUndefined()
  await span.run(async () => {
    await Promise.resolve()
    expect(currentTraceparent()).toBe(`00-${span.traceId}-${span.spanId}-01`)
    expect(outsideSpans(currentTraceparent)).toBeUndefined()
  })
  span.end('went wrong')
  await tracing.close()

  expect(received()).toEqual([
    {
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: span.spanId,
      parentSpanId: '00f067aa0ba902b7',
      name: 'work',
      kind: 2,
      startTimeUnixNano: expect.stringMatching(/^1\d{18}$/),
      endTimeUnixNano: expect.stringMatching(/^1\d{18}$/),
      attributes: [
        { key: 'http.route', value: { stringValue: '/api/x' } },
        { key: 'n', value: { intValue: '3' } },
      ],
      status: { code: 2, message: 'went wrong' },
    },
  ])
})

test.each([
  undefined,
  'nonsense',
  'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
  '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
  '00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01',
])('the parent %s begins a new trace', async (odd) => {
  const { tracing, received } = await start()
  tracing.start({ name: 'work', kind: 'server', parent: odd, attributes: {} })!.end()
  await tracing.close()

  expect(received()).toMatchObject([{ traceId: expect.stringMatching(/^[\da-f]{32}$/), status: {} }])
  expect(received()[0]).not.toHaveProperty('parentSpanId')
  expect(received()[0]!['traceId']).not.toMatch(/^4bf9/)
})

test('a trace that is not sampled is left alone; one of a later version is read', async () => {
  const { tracing } = await start()
  const begin = (given: string) => tracing.start({ name: 'work', kind: 'server', parent: given, attributes: {} })
  expect(begin(parent.replace(/01$/, '00'))).toBeUndefined()
  expect(begin(`${parent.replace(/^00/, '01')}-more`)?.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736')
  await tracing.close()
})

test('spans wait while the collector is away, and what it refuses for good is not sent again', async () => {
  const { tracing, received, answers } = await start([503, 400])
  const span = (name: string) => tracing.start({ name, kind: 'consumer', parent: undefined, attributes: {} })!.end()
  span('refused')
  await expect.poll(answers, { timeout: 10_000 }).toBe(2)
  span('taken')
  await tracing.close()

  expect(received().map(({ name }) => name)).toEqual(['taken'])
})

/** @param statuses what the collector answers first; then 200 */
async function start(statuses: number[] = []) {
  const received: Record<string, unknown>[] = []
  let answers = 0
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (part: Buffer) => (text += part.toString()))
    request.on('end', () => {
      const status = statuses[answers++] ?? 200
      if (status === 200) received.push(...JSON.parse(text).resourceSpans[0].scopeSpans[0].spans)
      response.writeHead(status).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const tracing = await openOtlpTracing({ url, log: createLogger({ level: 'silent' }) })
  return { tracing, received: () => received, answers: () => answers }
}
