import type { Database, Db } from '@bell/platform/database'
import {
  eventRetention,
  onAppended,
  startEvents,
  type Consumer,
  type EventsRuntime,
  type EventTables,
} from '@bell/platform/events'
import { createEventStream, type App, type EventStream } from '@bell/platform/http'
import { startSchedules, type LeaseTables, type Schedule } from '@bell/platform/leases'
import { createDenials, tellPendingLogouts, type Denials, type SessionTables } from '@bell/platform/session'
import type { ProcessRole, ProductName } from './config.ts'
import type { Foundation } from './foundation.ts'
import type { During } from './late-stop.ts'
import { checkServable } from './move/place.ts'
import { makeProductApp, sessionOptions } from './product-app.ts'

/** One product, at work in the roles of this process; `close` lets requests and events in hand finish. */
export interface Product {
  name: ProductName
  /** Ready to listen; where the process answers HTTP. */
  app?: App | undefined
  events: EventsRuntime
  /** Per engine 'ok' or what is wrong. */
  checks: () => Promise<Record<string, string>>
  close(during: During): Promise<void>
}

interface Service<S extends ProductTables> {
  routes: (app: App) => void | Promise<void>
  consumers: Consumer<S, any>[]
  schedules: Schedule[]
  /** Sends what waits in tables of its own. @returns how to stop that */
  startSending?(): Promise<() => Promise<void>>
  close?(): Promise<void>
}

type ProductTables = EventTables & LeaseTables & SessionTables

/**
 * @param o.boundMs how long what is bound to a session would live by itself, where that is longer than a token
 * @throws AppError move_under_way, moved_away
 */
export async function startProduct<S extends ProductTables>(
  foundation: Foundation,
  o: {
    name: ProductName
    database: Database<S>
    clientSecret: string
    boundMs?: number
    /** Another origin from which its pages' sound comes. */
    soundFrom?: string | undefined
    make(stream: EventStream, denials: Denials): Service<S>
  },
): Promise<Product> {
  const { config, clock, log, keyValue, adapters } = foundation
  const { name, database } = o
  const db = database.db as unknown as Db<ProductTables>
  await checkServable(db)
  const does = (role: ProcessRole) => config.roles.includes(role)
  const checks = async () => ({
    database: (await database.answers()) ? 'ok' : 'does not answer',
    ...(foundation.isStopping() && { process: 'is stopping' }),
  })
  const denials = createDenials({ product: name, db, clock, log, keyValue, boundMs: o.boundMs })
  const stream = createEventStream({ keyValue, log, name })
  const service = o.make(stream, denials)
  const session = sessionOptions(foundation, { ...o, db, denials })

  const app = does('web')
    ? await makeProductApp(foundation, {
        session,
        soundFrom: o.soundFrom,
        stream,
        checks,
        routes: service.routes,
        events: () => events,
      })
    : undefined
  // What is prepared outside a transaction is what takes long.
  const events: EventsRuntime = await startEvents({
    db: database.db,
    source: name,
    bus: await adapters.bus(),
    relay: does('relay'),
    hints: database.hints,
    consumers: service.consumers,
    runs: (consumer) => does(consumer.prepare ? 'worker' : 'consumer'),
    clock,
    log,
    tracing: foundation.tracing,
  })
  // Relays of other processes hear of what is written here.
  const stopHinting = database.hints && onAppended(database.db, database.hints.send)
  const stopSending = does('relay') ? [tellPendingLogouts(session), await service.startSending?.()] : []
  const schedules = [eventRetention({ db, clock }), ...service.schedules]
  const stopSchedules = startSchedules({
    db,
    log,
    schedules: schedules.filter(({ heavy }) => does(heavy ? 'worker' : 'scheduler')),
  })
  return {
    name,
    app,
    events,
    checks,
    async close(during) {
      // Streams first: they are requests that would never end by themselves.
      await during(`${name}: event streams`, stream.close())
      await during(`${name}: denials`, denials.close())
      await during(`${name}: requests`, app?.close())
      await Promise.all([
        during(`${name}: events`, events.close()),
        during(`${name}: schedules`, stopSchedules()),
        during(`${name}: letters and logouts`, Promise.all(stopSending.map(async (stop) => stop?.()))),
      ])
      await during(`${name}: its service`, service.close?.())
      stopHinting?.()
      await during(`${name}: database`, database.close())
    },
  }
}
