import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '@bell/platform/database'
import { createApp, createTokenVerifier, type App, type EventStream } from '@bell/platform/http'
import { sessionRoutes, type Denials, type SessionTables } from '@bell/platform/session'
import type { ProductName } from './config.ts'
import type { Foundation } from './foundation.ts'
import { siteRoute } from './site.ts'

const apps = join(import.meta.dirname, '../..')
const version = (JSON.parse(readFileSync(join(apps, 'bell/package.json'), 'utf8')) as { version: string }).version

/** A product's HTTP server, with what every product has before its own routes: sessions, events, its pages. */
export async function makeProductApp(
  foundation: Foundation,
  o: {
    name: ProductName
    db: Db<SessionTables>
    clientSecret: string
    denials: Denials
    stream: EventStream
    checks: () => Promise<Record<string, string>>
    routes: (app: App) => void | Promise<void>
  },
): Promise<App> {
  const { config, clock, log, keyValue, publicKeys } = foundation
  const { places } = config
  const { name, denials, stream } = o
  const { origin, internal, port } = places[name]
  const app = await createApp({
    name,
    version,
    origin,
    hosts: [new URL(origin).host, new URL(internal).host, `127.0.0.1:${port}`],
    family: Object.values(places)
      .map((place) => place.origin)
      .filter((other) => other !== origin),
    trustedProxies: config.trustedProxies,
    verify: createTokenVerifier({ issuer: places.auth.origin, audience: origin, keys: publicKeys, clock }),
    denials,
    log,
    clock,
    webRoot: join(apps, `${name}-web/dist`),
    metrics: foundation.metrics,
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
  await sessionRoutes(app, {
    product: name,
    origin,
    issuer: places.auth.origin,
    authInternal: places.auth.internal,
    clientId: `bell-${name}`,
    clientSecret: o.clientSecret,
    audience: origin,
    cookieKey: foundation.secrets('cookies').cookies,
    clock,
    log,
    keyValue,
    db: o.db,
    denials,
    keys: publicKeys,
  })
  await o.routes(app)
  return app
}
