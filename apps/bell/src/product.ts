import type { Database, Db } from '@bell/platform/database'
import { startEvents, type Consumer, type EventsRuntime, type EventTables } from '@bell/platform/events'
import { createEventStream, type App, type EventStream } from '@bell/platform/http'
import { createDenials, type Denials, type SessionTables } from '@bell/platform/session'
import type { ProductName } from './config.ts'
import type { Foundation } from './foundation.ts'
import { makeProductApp } from './product-app.ts'

/** One product, at work in the roles of this process; `close` lets requests and events in hand finish. */
export interface Product {
  name: ProductName
  /** Ready to listen; where the process answers HTTP. */
  app?: App | undefined
  /** Where it relays or takes in events. */
  events?: EventsRuntime | undefined
  /** Per engine 'ok' or what is wrong. */
  checks: () => Promise<Record<string, string>>
  close(): Promise<void>
}

interface Service<S extends EventTables & SessionTables> {
  routes: (app: App) => void | Promise<void>
  consumers: Consumer<S, any>[]
  close?(): Promise<void>
}

/** @param o.boundMs how long what is bound to a session would live by itself, where that is longer than a token */
export async function startProduct<S extends EventTables & SessionTables>(
  foundation: Foundation,
  o: {
    name: ProductName
    database: Database<S>
    clientSecret: string
    boundMs?: number
    make(stream: EventStream, denials: Denials): Promise<Service<S>> | Service<S>
  },
): Promise<Product> {
  const { clock, log, keyValue, adapters } = foundation
  const { name, database } = o
  const db = database.db as unknown as Db<SessionTables>
  const checks = async () => ({
    database: (await database.answers()) ? 'ok' : 'does not answer',
    ...(foundation.isStopping() && { process: 'is stopping' }),
  })
  const denials = createDenials({ product: name, db, clock, log, keyValue, boundMs: o.boundMs })
  const stream = createEventStream({ keyValue, log, name })
  const service = await o.make(stream, denials)
  const app = await makeProductApp(foundation, { ...o, db, denials, stream, checks, routes: service.routes })
  const events = await startEvents({
    db: database.db,
    source: name,
    bus: await adapters.bus(),
    consumers: service.consumers,
    clock,
    log,
  })
  return {
    name,
    app,
    events,
    checks,
    async close() {
      // Streams first: they are requests that would never end by themselves.
      await stream.close()
      await denials.close()
      await app.close()
      await events.close()
      await service.close?.()
      await database.close()
    },
  }
}
