import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { testEventBus } from '../events/contract.ts'
import { testFolder } from '../test-kit/test-folder.ts'
import { writeCertificate } from '../test-kit/write-certificate.ts'
import { inspectKafka, settleTopics } from './index.ts'
import { testBus, testEvent } from './kafka.fixture.ts'
import { startSecureBroker } from './secure-broker.fixture.ts'

const jars = process.env['KAFKA_JARS']

describe.runIf(jars)('on a Kafka that takes in nobody unknown', () => {
  let broker: Awaited<ReturnType<typeof startSecureBroker>>
  beforeAll(async () => {
    broker = await startSecureBroker(jars!)
  }, 90_000)
  afterAll(() => broker?.stop())

  describe.each([
    'SCRAM-SHA-512 and TLS',
    'SCRAM-SHA-256 and TLS',
    'PLAIN and TLS',
    'SCRAM-SHA-512 alone',
    'TLS alone',
  ] as const)('by %s', (way) => {
    const url = () => `${broker.urls[way]}&partitions=4`

    testEventBus(async () => ({
      open: () => testBus({ url: url() }),
      makeTopic: async (topic) => void (await settleTopics(url(), [topic], { make: true, fix: false })),
    }))

    test('topics are found as they were made, and the version is seen', async () => {
      const topic = `test.${randomUUID()}`
      await settleTopics(url(), [topic], { make: true, fix: false })
      expect(await settleTopics(url(), [topic], { make: false, fix: false })).toEqual([
        { topic, partitions: 4, state: 'right', wrong: [] },
      ])
      expect((await inspectKafka(url())).version).toMatch(/^Kafka \d/)
    })
  })

  test.each(['SCRAM-SHA-512 and TLS', 'SCRAM-SHA-256 and TLS', 'PLAIN and TLS', 'SCRAM-SHA-512 alone'] as const)(
    'a wrong password is told as such: %s',
    async (way) => {
      const password = /(?<=:\/\/bell:)[^@]+/
      await expectRefusal(broker.urls[way].replace(password, 'guessed'), /SASL|authenticat/i)
    },
  )

  test('a stranger’s certificate, or one for another name, is given no password', async () => {
    const { folder, remove } = await testFolder()
    onTestFinished(remove)
    const { certificate } = writeCertificate(folder)
    const url = broker.urls['PLAIN and TLS']

    await expectRefusal(url.replace(/(?<=ca=).*/, certificate), /certificate/i)
    await expectRefusal(url.replace('@127.0.0.1:', '@localhost:'), /altnames|certificate/i)
  })
})

async function expectRefusal(url: string, why: RegExp) {
  const bus = testBus({ url })
  onTestFinished(() => bus.close())
  const refusals = [
    bus.publish('test.refused', [testEvent('a', 1)]),
    settleTopics(url, ['test.refused'], { make: true, fix: false }),
    inspectKafka(url),
  ]
  for (const error of await Promise.all(refusals.map((refused) => refused.then(String, wordsOf)))) {
    expect(error).toMatch(why)
    expect(error).not.toContain('guessed')
  }
}

/** Of an error, of those that it stands for, and of what caused them. */
function wordsOf(error: Error): string {
  const { errors = [], cause } = error as { errors?: Error[]; cause?: Error }
  return [error.message, ...errors.map(wordsOf), ...(cause ? [wordsOf(cause)] : [])].join(' · ')
}
