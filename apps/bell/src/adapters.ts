import { join } from 'node:path'
import { createFileBlobs, type BlobStore } from '@bell/platform/blobs'
import type { Clock } from '@bell/platform/clock'
import { openDatabase, type Migration } from '@bell/platform/database'
import { createLogBus, type EventBus } from '@bell/platform/events'
import type { Logger } from '@bell/platform/http'
import { createEmbeddedKeyValue, type KeyValue } from '@bell/platform/key-value'
import { createFtsIndex, type SearchIndex } from '@bell/platform/search-index'
import type { Config, ProductName } from './config.ts'

export interface Adapters {
  keyValue: KeyValue
  bus: EventBus
  search: SearchIndex
  blobsOf(product: ProductName): BlobStore
  databaseOf<S>(product: ProductName, migrations: Migration[]): ReturnType<typeof openDatabase<S>>
  close(): Promise<void>
}

/** Which engine stands behind which port, by the address that the configuration gives for it. */
export async function openAdapters(config: Config, o: { clock: Clock; log: Logger }): Promise<Adapters> {
  const { home } = config
  const { clock, log } = o
  const keyValue = createEmbeddedKeyValue({ file: join(home, 'key-value.db'), clock, log })
  const bus = createLogBus({ file: join(home, 'events.db') })
  const search = createFtsIndex({ file: join(home, 'search.db') })
  return {
    keyValue,
    bus,
    search,
    blobsOf: (product) => createFileBlobs({ folder: join(home, product) }),
    databaseOf: <S>(product: ProductName, migrations: Migration[]) =>
      openDatabase<S>({
        url: config.databaseUrl === 'sqlite' ? `sqlite:${join(home, `${product}.db`)}` : config.databaseUrl,
        schema: product,
        migrations,
        log,
      }),
    async close() {
      await bus.close()
      await search.close()
      await keyValue.close()
    },
  }
}
