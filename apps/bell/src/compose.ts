import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  authMigrations,
  createAuth,
  keySetChanged,
  keyTimes,
  type AuthClient,
  type AuthDeps,
  type AuthTables,
  type Holder,
} from '@bell/auth'
import { createImg, imgMigrations, pictureUrlLifeMs, type ImgTables } from '@bell/img'
import { createImages, createMusic, musicMigrations, streamUrlLifeMs, type Music, type MusicTables } from '@bell/music'
import { createIds, systemClock } from '@bell/platform/clock'
import { loadSecrets } from '@bell/platform/config'
import type { Database, Db } from '@bell/platform/database'
import { startEvents, type Consumer, type EventsRuntime, type EventTables } from '@bell/platform/events'
import {
  createApp,
  createEventStream,
  createKeySet,
  createMetricsRegistry,
  createTokenVerifier,
  measureEvents,
  type App,
  type EventStream,
  type Logger,
} from '@bell/platform/http'
import { putPictures, readPeople } from '@bell/platform/people'
import {
  createDenials,
  createServiceToken,
  sessionRoutes,
  type Denials,
  type SessionTables,
} from '@bell/platform/session'
import { openAdapters } from './adapters.ts'
import type { Config, ProductName } from './config.ts'
import { siteRoute } from './site.ts'

const apps = join(import.meta.dirname, '../..')
const version = (JSON.parse(readFileSync(join(apps, 'bell/package.json'), 'utf8')) as { version: string }).version
const scopes = { writeImages: 'img:write' }

/** One product, ready to listen; `close` lets requests and events in hand finish. */
export interface Product {
  name: ProductName
  app: App
  events: EventsRuntime
  close(): Promise<void>
}

/**
 * The composition root: the products on their adapters (`adapters.ts`), and which product is told of which. Nothing listens yet when it resolves.
 */
export async function compose(config: Config, log: Logger) {
  const { home, places } = config
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const secrets = loadSecrets(
    join(home, 'secrets'),
    ['auth-seal', 'client-auth', 'client-img', 'client-music', 'command-line', 'cookies', 'pictures', 'streams'],
    { 'auth-seal': config.authSeal },
  )
  const clock = systemClock
  const newId = createIds(clock)
  const metrics = createMetricsRegistry()
  const adapters = await openAdapters(config, { clock, log })
  const { keyValue, bus, search } = adapters
  const publicKeys = createKeySet({ url: `${places.auth.internal}/oidc/jwks`, clock, log })
  // They ask each minute anyway; word of a change makes a withdrawn key unknown at once.
  await keyValue.subscribe(keySetChanged, () => void publicKeys.refresh())
  const setupToken = randomBytes(24).toString('base64url')

  async function startProduct<S extends EventTables & SessionTables>(
    name: ProductName,
    database: Database<S>,
    make: (stream: EventStream, denials: Denials) => Promise<Service<S>> | Service<S>,
    boundMs?: number,
  ): Promise<Product> {
    const { origin, port } = places[name]
    const db = database.db as unknown as Db<SessionTables>
    const denials = createDenials({ product: name, db, clock, log, keyValue, boundMs })
    const app = await createApp({
      name,
      version,
      origin,
      hosts: [new URL(origin).host, `127.0.0.1:${port}`],
      family: Object.values(places)
        .map((place) => place.origin)
        .filter((other) => other !== origin),
      trustedProxies: config.trustedProxies,
      verify: createTokenVerifier({ issuer: places.auth.origin, audience: origin, keys: publicKeys, clock }),
      denials,
      log,
      clock,
      webRoot: join(apps, `${name}-web/dist`),
      metrics,
      ready: async () => ({ database: (await database.answers()) ? 'ok' : 'does not answer' }),
    })
    const stream = createEventStream({ keyValue, log, name })
    denials.onDenied(({ kind, subject }) => {
      if (kind === 'session') stream.endHere({ sid: subject })
      else if (kind === 'client') stream.endHere({ clientId: subject })
      else stream.tellHere({ userId: subject }, 'session-changed', {})
    })
    await denials.start()
    const service = await make(stream, denials)
    stream.route(app)
    siteRoute(app, places, version)
    await sessionRoutes(app, {
      product: name,
      origin,
      issuer: places.auth.origin,
      authInternal: places.auth.internal,
      clientId: `bell-${name}`,
      clientSecret: secrets[`client-${name}`],
      audience: origin,
      cookieKey: secrets.cookies,
      clock,
      log,
      keyValue,
      db,
      denials,
      keys: publicKeys,
    })
    await service.routes(app)
    const events = await startEvents({ db: database.db, source: name, bus, consumers: service.consumers, clock, log })
    return {
      name,
      app,
      events,
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

  const deletedKeptMs = config.deletedDays * 86_400_000
  const authDatabase = await adapters.databaseOf<AuthTables>('auth', authMigrations)
  let auth: AuthDeps | undefined
  const authProduct = await startProduct('auth', authDatabase, (stream) => {
    auth = {
      db: authDatabase.db,
      clock,
      newId,
      keyValue,
      stream,
      origin: places.auth.origin,
      family: { auth: places.auth.origin, music: places.music.origin, img: places.img.origin },
      clients: [
        ownClient('auth', 'AuthBell', [
          { audience: places.music.origin, scopes: [readPeople] },
          { audience: places.img.origin, scopes: [readPeople, putPictures] },
        ]),
        ownClient('music', 'MusicBell', [{ audience: places.img.origin, scopes: [scopes.writeImages] }]),
        ownClient('img', 'ImgBell'),
      ],
      secret: Buffer.from(secrets['auth-seal'], 'base64url'),
      replaceKeys: config.replaceKeys,
      keyTimes: keyTimes(config.keyDays === 0 ? undefined : config.keyDays * 86_400_000),
      privateApps: config.privateApps,
      setupToken,
      signUp: config.signUp,
      mail: config.smtpUrl === undefined ? undefined : { smtpUrl: config.smtpUrl, from: sender(config) },
      deletedKeptMs,
      holders: { music: holder('music'), img: holder('img') },
      pictures: holder('img', putPictures),
      log,
    }
    return createAuth(auth)
  })

  const imgDatabase = await adapters.databaseOf<ImgTables>('img', imgMigrations)
  const imgProduct = await startProduct(
    'img',
    imgDatabase,
    (_stream, denials) =>
      createImg({
        db: imgDatabase.db,
        clock,
        newId,
        blobs: adapters.blobsOf('img'),
        origin: places.img.origin,
        denials,
        signKey: secrets.pictures,
        limits: {
          uploadBytes: config.pictureBytes,
          quotaBytes: config.pictureQuota ?? null,
          cacheBytes: config.pictureCache,
        },
        deletedKeptMs,
        log,
      }),
    pictureUrlLifeMs,
  )

  const musicDatabase = await adapters.databaseOf<MusicTables>('music', musicMigrations)
  let music: Music | undefined
  const musicProduct = await startProduct(
    'music',
    musicDatabase,
    (stream, denials) => {
      music = createMusic({
        db: musicDatabase.db,
        clock,
        newId,
        blobs: adapters.blobsOf('music'),
        keyValue,
        search,
        images: createImages({
          imgOrigin: places.img.origin,
          imgInternal: places.img.internal,
          token: serviceToken('music', 'img', scopes.writeImages),
        }),
        stream,
        denials,
        streamKey: secrets.streams,
        origin: places.music.origin,
        imgOrigin: places.img.origin,
        limits: { uploadBytes: config.uploadBytes, quotaBytes: config.uploadQuota ?? null },
        deletedKeptMs,
        log,
      })
      return music
    },
    streamUrlLifeMs,
  )

  const products = [musicProduct, imgProduct, authProduct]
  measureEvents(metrics, Object.fromEntries(products.map(({ name, events }) => [name, events.measure])))

  /** A product's access token in its own name, for another product. */
  function serviceToken(of: ProductName, audience: ProductName, scope: string) {
    return createServiceToken({
      authInternal: places.auth.internal,
      clientId: `bell-${of}`,
      clientSecret: secrets[`client-${of}`],
      audience: places[audience].origin,
      scope,
      clock,
    })
  }

  /** A product that AuthBell asks what goes with an account. */
  function holder(name: ProductName, scope = readPeople): Holder {
    return { internal: places[name].internal, token: serviceToken('auth', name, scope) }
  }

  function ownClient(name: ProductName, title: string, service?: AuthClient['service']): AuthClient {
    const { origin, internal } = places[name]
    return {
      id: `bell-${name}`,
      secret: secrets[`client-${name}`],
      name: title,
      audience: origin,
      redirectUris: [`${origin}/session/callback`],
      postLogoutRedirectUris: [`${origin}/`],
      backchannelLogoutUri: `${internal}/session/backchannel-logout`,
      service,
    }
  }

  return {
    auth: auth!,
    demo: music!.demo,
    /** In the order in which they may close: those who call others first. */
    products,
    metrics,
    setupToken,
    commandKey: secrets['command-line'],
    async close() {
      publicKeys.close()
      await adapters.close()
    },
  }
}

function sender({ mailFrom, domain, places }: Config) {
  return mailFrom ?? `MusicBell <bell@${domain ?? new URL(places.auth.origin).hostname}>`
}

interface Service<S extends EventTables & SessionTables> {
  routes(app: App): void | Promise<void>
  consumers: Consumer<S, any>[]
  close?(): Promise<void>
}
