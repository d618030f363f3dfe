import { join } from 'node:path'
import type { Db } from '@bell/platform/database'
import type { EventsRuntime } from '@bell/platform/events'
import { createApp, createTokenVerifier, type App, type EventStream } from '@bell/platform/http'
import { operationRoutes } from '@bell/platform/operation'
import { sessionRoutes, type Denials, type SessionOptions, type SessionTables } from '@bell/platform/session'
import type { ProductName } from './config.ts'
import type { Foundation } from './foundation.ts'
import { siteRoute } from './site.ts'
import { version } from './version.ts'

const apps = join(import.meta.dirname, '../..')

/** What a product says of itself as a client of AuthBell. */
export function sessionOptions(
  { config, clock, log, keyValue, publicKeys, secrets }: Foundation,
  { name, ...own }: { name: ProductName; db: Db<SessionTables>; clientSecret: string; denials: Denials },
): SessionOptions {
  const { [name]: place, auth } = config.places
  return {
    product: name,
    origin: place.origin,
    issuer: auth.origin,
    authInternal: auth.internal,
    clientId: `bell-${name}`,
    audience: place.origin,
    cookieKey: secrets('cookies').cookies,
    clock,
    log,
    keyValue,
    keys: publicKeys,
    ...own,
  }
}

/** A product's HTTP server, with what every product has before its own routes: sessions, events, its pages. */
export async function makeProductApp(
  foundation: Foundation,
  o: {
    session: SessionOptions
    soundFrom: string | undefined
    stream: EventStream
    checks: () => Promise<Record<string, string>>
    routes: (app: App) => void | Promise<void>
    events: () => EventsRuntime
  },
): Promise<App> {
  const { config, clock, log, publicKeys } = foundation
  const { places } = config
  const { stream } = o
  const { product: name, denials } = o.session
  const { origin, internal, port } = places[name]
  const app = await createApp({
    name,
    version,
    origin,
    hosts: [new URL(origin).host, new URL(internal).host, `127.0.0.1:${port}`],
    family: Object.values(places)
      .map((place) => place.origin)
      .filter((other) => other !== origin),
    soundFrom: o.soundFrom,
    trustedProxies: config.trustedProxies,
    verify: createTokenVerifier({ issuer: places.auth.origin, audience: origin, keys: publicKeys, clock }),
    denials,
    log,
    clock,
    webRoot: join(apps, `${name}-web/dist`),
    metrics: foundation.metrics,
    tracing: foundation.tracing,
    ready: o.checks,
    isStopping: foundation.isStopping,
  })
  denials.onDenied(({ kind, subject }) => {
    if (kind === 'session') stream.endHere({ sid: subject })
    else if (kind === 'client') stream.endHere({ clientId: subject })
    else stream.tellHere({ userId: subject }, 'session-changed', {})
  })
  await denials.start()
  stream.route(app)
  siteRoute(app, places, version)
  await sessionRoutes(app, o.session)
  operationRoutes(app, o.events)
  await o.routes(app)
  return app
}
