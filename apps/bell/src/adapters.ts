import { join } from 'node:path'
import { createFileBlobs, openS3Blobs, type BlobStore } from '@bell/platform/blobs'
import type { Clock } from '@bell/platform/clock'
import { openDatabase, type Migration } from '@bell/platform/database'
import { createLogBus, type EventBus } from '@bell/platform/events'
import type { Logger } from '@bell/platform/http'
import { createEmbeddedKeyValue, openRedisKeyValue, type KeyValue } from '@bell/platform/key-value'
import { createElasticIndex, createFtsIndex, type SearchIndex } from '@bell/platform/search-index'
import type { Config, ProductName } from './config.ts'
import { openWhenReachable } from './engine-waiting.ts'
import { eventTopics } from './event-topics.ts'

/** Each is opened when it is first asked for: a process has open only what its products and roles need. */
export interface Adapters {
  keyValue(): Promise<KeyValue>
  bus(): Promise<EventBus>
  search(): Promise<SearchIndex>
  blobsOf(product: ProductName): Promise<BlobStore>
  databaseOf<S>(product: ProductName, migrations: Migration[]): ReturnType<typeof openDatabase<S>>
  close(): Promise<void>
}

/** Which engine stands behind which port, by the address that the configuration gives for it. */
export function openAdapters(config: Config, o: { clock: Clock; log: Logger }): Adapters {
  const { home, eventsUrl } = config
  const { clock, log } = o
  const keyValue = once(async () =>
    config.keyValueUrl === 'sqlite'
      ? createEmbeddedKeyValue({ file: join(home, 'key-value.db'), clock, log })
      : openRedisKeyValue({ url: config.keyValueUrl, clock, log }),
  )
  const bus = once(async () => {
    if (eventsUrl === 'embedded') {
      if (config.services.length < 3)
        log.warn('Products in other processes hear of no event of this one, such as a deleted account, without Kafka')
      return createLogBus({ file: join(home, 'events.db') })
    }
    // Loaded only where it is used: the client takes as long to load as much of the rest.
    const { createKafkaBus } = await import('@bell/platform/kafka')
    return createKafkaBus({ url: eventsUrl, topics: eventTopics, log })
  })
  const search = once(async () =>
    config.searchUrl === 'sqlite'
      ? createFtsIndex({ file: join(home, 'search.db') })
      : createElasticIndex({ url: config.searchUrl }),
  )
  const bucket = once(() => openS3Blobs(config.blobsUrl, log))
  return {
    keyValue: keyValue.open,
    bus: bus.open,
    search: search.open,
    blobsOf: async (product) =>
      config.blobsUrl === 'files'
        ? createFileBlobs({
            folder: join(home, product),
            proxyPrefix: product === 'music' ? config.accelPrefix : undefined,
          })
        : (await bucket.open()).blobsOf(product),
    databaseOf<S>(product: ProductName, migrations: Migration[]) {
      const own = config[`${product}DatabaseUrl`]
      const url = own ?? config.databaseUrl
      const options = { schema: product, migrations, log }
      if (url === 'sqlite') return openDatabase<S>({ url: `sqlite:${join(home, `${product}.db`)}`, ...options })
      return openWhenReachable({ engine: 'PostgreSQL', url, defaultPort: 5432, log }, () =>
        openDatabase<S>({ url, ownRole: own === undefined, poolSize: config.databasePool, ...options }),
      )
    },
    async close() {
      await bus.close()
      await search.close()
      await keyValue.close()
      await bucket.close()
    },
  }
}

function once<T extends { close(): void | Promise<void> }>(make: () => Promise<T>) {
  let opened: Promise<T> | undefined
  return {
    open: () => (opened ??= make()),
    close: async () => (await opened)?.close(),
  }
}
