import { createHmac } from 'node:crypto'
import { authMigrations, createAuth, keyTimes, type AuthClient, type AuthDeps, type AuthTables } from '@bell/auth'
import { operateEvents } from '@bell/platform/operation'
import { putPictures, readPeople } from '@bell/platform/people'
import type { Config, ProductName } from './config.ts'
import type { Foundation } from './foundation.ts'
import { writeImages } from './img-product.ts'
import { startProduct } from './product.ts'

/** AuthBell. `deps` is what commands of the command line work on. */
export async function startAuth(foundation: Foundation) {
  const { config, clock, newId, keyValue, log, neighbour } = foundation
  const { places } = config
  const secrets = foundation.secrets('auth-seal', 'client-auth', 'client-img', 'client-music')
  const database = await foundation.adapters.databaseOf<AuthTables>('auth', authMigrations)

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

  let deps: AuthDeps | undefined
  const product = await startProduct(foundation, {
    name: 'auth',
    database,
    clientSecret: secrets['client-auth'],
    make(stream) {
      deps = {
        db: database.db,
        clock,
        newId,
        keyValue,
        stream,
        origin: places.auth.origin,
        family: { auth: places.auth.origin, music: places.music.origin, img: places.img.origin },
        clients: [
          ownClient('auth', 'AuthBell', [
            { audience: places.music.origin, scopes: [readPeople, operateEvents] },
            { audience: places.img.origin, scopes: [readPeople, putPictures, operateEvents] },
            { audience: places.auth.origin, scopes: [operateEvents] },
          ]),
          ownClient('music', 'MusicBell', [{ audience: places.img.origin, scopes: [writeImages] }]),
          ownClient('img', 'ImgBell'),
        ],
        secret: Buffer.from(secrets['auth-seal'], 'base64url'),
        replaceKeys: config.replaceKeys,
        keyTimes: keyTimes(config.keyDays === 0 ? undefined : config.keyDays * 86_400_000),
        privateApps: config.privateApps,
        setupToken: setupTokenOf(secrets['auth-seal']),
        signUp: config.signUp,
        mail: config.smtpUrl === undefined ? undefined : { smtpUrl: config.smtpUrl, from: sender(config) },
        deletedKeptMs: config.deletedDays * 86_400_000,
        holders: { music: neighbour('auth', 'music', readPeople), img: neighbour('auth', 'img', readPeople) },
        pictures: neighbour('auth', 'img', putPictures),
        operated: {
          auth: neighbour('auth', 'auth', operateEvents),
          music: neighbour('auth', 'music', operateEvents),
          img: neighbour('auth', 'img', operateEvents),
        },
        log,
      }
      return createAuth(deps)
    },
  })
  return { product, deps: deps! }
}

// The same in all processes, whichever of them prints it and whichever is asked. It opens nothing once there is an account.
function setupTokenOf(seal: string) {
  return createHmac('sha256', seal).update('setup').digest().subarray(0, 24).toString('base64url')
}

function sender({ mailFrom, domain, places }: Config) {
  return mailFrom ?? `MusicBell <bell@${domain ?? new URL(places.auth.origin).hostname}>`
}
