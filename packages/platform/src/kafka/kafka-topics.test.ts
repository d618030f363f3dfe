import { randomUUID } from 'node:crypto'
import { ConfigResourceTypes } from '@platformatic/kafka'
import { describe, expect, test } from 'vitest'
import { settleTopics } from './index.ts'
import { brokers, testAdmin } from './kafka.fixture.ts'

const url = `kafka://${brokers}`
const look = { make: false, fix: false }

describe.runIf(brokers)('topics', () => {
  test('are made once, by however many processes start at a time', async () => {
    const topics = [`test.${randomUUID()}`, `test.${randomUUID()}.dead-letters`]
    expect((await settleTopics(url, topics, look)).map(({ state }) => state)).toEqual(['missing', 'missing'])

    await Promise.all(Array.from({ length: 5 }, () => settleTopics(url, topics, { make: true, fix: false })))

    expect(await settleTopics(url, topics, look)).toEqual(
      topics.map((topic) => ({ topic, partitions: 12, state: 'right', wrong: [] })),
    )
  })

  test('have as many partitions as the address says', async () => {
    const topic = `test.${randomUUID()}`

    await settleTopics(`${url}?partitions=2`, [topic], { make: true, fix: false })

    expect(await settleTopics(url, [topic], look)).toMatchObject([{ state: 'right', partitions: 2 }])
  })

  test('that forget too early, or keep only the last of a key, are found and set right', async () => {
    const topic = `test.${randomUUID()}`
    const admin = testAdmin()
    const configs = Object.entries({ 'retention.ms': '1000', 'cleanup.policy': 'compact' })
    await admin.createTopics({
      topics: [topic],
      partitions: 3,
      replicas: 1,
      configs: configs.map(([name, value]) => ({ name, value })),
    })

    const [found] = await settleTopics(url, [topic], look)
    expect(found).toMatchObject({ state: 'wrong', partitions: 3 })
    expect(found!.wrong.toSorted()).toEqual(['cleanup.policy=compact (delete)', 'retention.ms=1000 (604800000)'])

    expect(await settleTopics(url, [topic], { make: true, fix: true })).toMatchObject([{ state: 'repaired' }])
    expect(await settleTopics(url, [topic], look)).toMatchObject([{ state: 'right', partitions: 3 }])
    const [described] = await admin.describeConfigs({
      resources: [
        { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configurationKeys: ['cleanup.policy'] },
      ],
    })
    expect(described!.configs).toMatchObject([{ value: 'delete' }])
  })
})
