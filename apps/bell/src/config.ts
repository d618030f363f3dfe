import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { parseS3Address } from '@bell/platform/blobs'
import { parseConfig } from '@bell/platform/config'
import { kafkaUrlForm, parseKafkaUrl } from '@bell/platform/events'
import { parseRedisAddress } from '@bell/platform/key-value'
import { readSearchAddress, searchUrlForm } from '@bell/platform/search-index'
import { z } from 'zod'

const root = join(import.meta.dirname, '../../..')

const Origin = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => new URL(text).origin === text.replace(/\/$/, ''),
    'an address without a path, such as https://music.example.org',
  )
  .transform((text) => new URL(text).origin)
const Address = z.string().regex(/^.+:\d{1,5}$/, 'host:port, such as 127.0.0.1:4900')
const PostgresUrl = z.string().regex(/^postgres(ql)?:\/\/.+$/, 'postgres://user:password@host/database')
const Port = z.coerce.number().int().min(1).max(65_535)

const defaultPorts = { auth: 4000, music: 4100, img: 4200 }
export type ProductName = keyof typeof defaultPorts
const productNames = Object.keys(defaultPorts) as ProductName[]

const roleNames = ['web', 'relay', 'consumer', 'worker', 'scheduler'] as const
export type ProcessRole = (typeof roleNames)[number]

/** Every key, as `BELL_HOME=…` in the environment, `--home …` as a flag, or `"home": …` in the file of `--config`. */
export const ConfigSchema = z.object({
  home: z
    .string()
    .default(join(root, 'data'))
    .transform((path) => resolve(path))
    .describe('the folder that holds everything that persists'),
  services: z
    .array(z.enum(productNames))
    .min(1)
    .default(productNames)
    .meta({ env: 'SERVICES', description: 'which products this process runs, separated by commas' }),
  roles: z
    .array(z.enum(roleNames))
    .min(1)
    .default([...roleNames])
    .meta({
      env: 'ROLES',
      description:
        'what this process does for them: web answers HTTP, relay sends events, letters and logouts, consumer takes in events, worker those that take long (reading and decoding music), scheduler cleans up',
    }),
  domain: z
    .string()
    .regex(/^[a-z0-9.-]+$/)
    .optional()
    .describe('serve as https://auth.DOMAIN, music.DOMAIN and img.DOMAIN behind a proxy that ends TLS'),
  host: z.string().default('localhost').describe('the interface that the products listen on'),
  authUrl: Origin.optional().describe('AuthBell’s public address (http://localhost:4000)'),
  musicUrl: Origin.optional().describe('MusicBell’s public address (http://localhost:4100)'),
  imgUrl: Origin.optional().describe('ImgBell’s public address (http://localhost:4200)'),
  authPort: Port.optional().describe('the port that AuthBell listens on, where its address does not say (4000)'),
  musicPort: Port.optional().describe('the same for MusicBell (4100)'),
  imgPort: Port.optional().describe('the same for ImgBell (4200)'),
  authInternal: Origin.optional().describe(
    'where the other products’ servers reach AuthBell, such as http://auth:4000 (http://127.0.0.1 and its port)',
  ),
  musicInternal: Origin.optional().describe('the same for MusicBell'),
  imgInternal: Origin.optional().describe('the same for ImgBell'),
  internalAddress: Address.default('127.0.0.1:4900').describe(
    'the listener for health (/health/live, /health/ready, /health/serving), metrics and the command line: never public',
  ),
  drainSeconds: z.coerce
    .number()
    .min(0)
    .max(300)
    .default(0)
    .describe(
      'how many seconds to go on answering after a signal to stop, while /health/serving says no: as long as a proxy takes to notice',
    ),
  trustedProxies: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter(Boolean))
    .refine(
      (list) => list.every((one) => isIP(one.split('/')[0]!) !== 0),
      'IP addresses or ranges, separated by commas',
    )
    .describe('proxies whose forwarded headers are believed'),
  accelPrefix: z
    .string()
    .regex(/^(\/[\w-]+)+\/$/, 'a path that begins and ends with a slash, such as /_blobs/')
    .optional()
    .describe('let nginx in front send the music itself from this internal location: /_blobs/ in deploy/nginx.conf'),
  databaseUrl: z
    .string()
    .regex(/^(sqlite|postgres(ql)?:\/\/.+)$/, 'sqlite, or postgres://user:password@host/database')
    .default('sqlite')
    .describe(
      'where the services keep their tables: sqlite (a file a service), or postgres://… of a user who may make roles (a schema and a role a service)',
    ),
  authDatabaseUrl: PostgresUrl.optional().describe(
    'AuthBell’s own postgres://… in place of databaseUrl: its user works as it is, and needs no more than the schema auth',
  ),
  musicDatabaseUrl: PostgresUrl.optional().describe('the same for MusicBell, with the schema music'),
  imgDatabaseUrl: PostgresUrl.optional().describe('the same for ImgBell, with the schema img'),
  databasePool: z.coerce
    .number()
    .int()
    .min(2)
    .max(1000)
    .default(10)
    .describe(
      'PostgreSQL connections at most, for each service in each process: all of them together must be fewer than the server’s max_connections',
    ),
  eventsUrl: z
    .string()
    .default('embedded')
    .superRefine((text, context) => {
      try {
        if (text !== 'embedded') parseKafkaUrl(text)
      } catch (error) {
        context.addIssue((error as Error).message)
      }
    })
    .describe(
      `what carries events between services: embedded (a file), or ${kafkaUrlForm}; a path begins the names of its topics and groups`,
    ),
  blobsUrl: z
    .string()
    .refine(
      (text) => text === 'files' || parseS3Address(text) !== undefined,
      'files, or s3://bucket/folder?endpoint=http://host:9000&region=us-east-1',
    )
    .default('files')
    .describe(
      'where sound and pictures lie: files (below --home), or s3://bucket?endpoint=…&region=…, with the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or where else AWS’s tools look; with public-endpoint=https://… browsers fetch music from there themselves',
    ),
  searchUrl: z
    .string()
    .refine((text) => text === 'sqlite' || readSearchAddress(text) !== undefined, `sqlite, or ${searchUrlForm}`)
    .default('sqlite')
    .describe(`what finds music: sqlite (a file), or ${searchUrlForm}; a path begins the names of its indices (bell)`),
  keyValueUrl: z
    .string()
    .refine(
      (text) => text === 'sqlite' || parseRedisAddress(text) !== undefined,
      'sqlite, redis://user:password@host:6379, redis+sentinel://a:26379,b:26379/NAME, or redis+cluster://a:6379,b:6379',
    )
    .default('sqlite')
    .describe(
      'where limits are counted and processes hear of each other: sqlite (this process alone) or a Redis: redis://user:password@host:6379, redis+sentinel://a,b,c/NAME, redis+cluster://a,b,c; rediss for TLS',
    ),
  demo: z
    .boolean()
    .default(false)
    .describe('load the demonstration catalogue, which is composed on the spot, where it is not there'),
  smtpUrl: z
    .url({ protocol: /^smtps?$/, error: 'smtp://user:password@host:587, or smtps://…' })
    .optional()
    .describe('the mail server for letters such as reset links: smtp://user:password@host:587, or smtps://…'),
  mailFrom: z
    .string()
    .regex(/^([^<>@]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'an address, such as MusicBell <bell@example.org>')
    .optional()
    .describe('who such letters are from (MusicBell <bell@DOMAIN>)'),
  signUp: z.enum(['invitation', 'open']).default('invitation').describe('who may make an account'),
  privateApps: z
    .boolean()
    .default(false)
    .describe(
      'let other apps that sign people in here be at private addresses and on plain http, as in a home network',
    ),
  uploadBytes: z.coerce
    .number()
    .int()
    .positive()
    .default(1024 ** 3)
    .describe('the largest file that may be uploaded, in bytes'),
  uploadQuota: z.coerce
    .number()
    .int()
    .positive()
    .optional()
    .describe('what the music of one person may take, in bytes; without it there is no limit'),
  pictureBytes: z.coerce
    .number()
    .int()
    .positive()
    .max(256 * 1024 ** 2)
    .default(64 * 1024 ** 2)
    .describe('the largest picture that may be uploaded, in bytes; it is held in memory while it is read'),
  pictureQuota: z.coerce
    .number()
    .int()
    .positive()
    .optional()
    .describe('what the pictures of one person may take, in bytes; without it there is no limit'),
  pictureCache: z.coerce
    .number()
    .int()
    .positive()
    .default(2 * 1024 ** 3)
    .describe('what sizes that were made of pictures may take, in bytes; they are made again when asked for'),
  deletedDays: z.coerce
    .number()
    .min(0)
    .max(3650)
    .default(7)
    .describe('how many days tracks, artists, pictures and accounts that were deleted can be brought back'),
  secret: z
    .string()
    .regex(/^\S{32,}$/, '32 random characters or more, without spaces')
    .optional()
    .describe(
      'one secret, the same in all processes, that all others are derived from, in place of the files in HOME/secrets; give it by the environment',
    ),
  secretsFolder: z
    .string()
    .transform((path) => resolve(path))
    .optional()
    .describe(
      'a folder with files of HOME/secrets from where this installation moved here: they win over what the one secret gives',
    ),
  authSeal: z
    .string()
    .regex(/^[\w-]{43}$/, '32 random bytes as base64url: 43 letters')
    .optional()
    .describe(
      'the secret that seals the private signing keys (32 bytes, base64url), in place of the file secrets/auth-seal.secret; give it by the environment, since others can see flags',
    ),
  replaceKeys: z
    .boolean()
    .default(false)
    .describe(
      'sign with a new key where the secret that sealed the keys is another one now: it was lost, or has leaked',
    ),
  keyDays: z.coerce
    .number()
    .min(0)
    .max(3650)
    .default(90)
    .describe('how many days AuthBell signs with one key before the next takes over; 0: only by bell key rotate'),
  otlpUrl: z
    .url({ protocol: /^https?$/, error: 'a collector’s address, such as http://127.0.0.1:4318' })
    .optional()
    .describe('where traces go, by OTLP/HTTP (OpenTelemetry): http://127.0.0.1:4318; without it none are made'),
  logLevel: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('how much is logged'),
})

export interface Place {
  /** What a browser uses, such as https://music.example.org. */
  origin: string
  port: number
  /** What the other services use. */
  internal: string
}

export type Config = z.infer<typeof ConfigSchema> & { places: Record<ProductName, Place> }

/**
 * The configuration, and beside it, as `input`, what the flags say for a command (with `inputSchema`'s keys).
 *
 * @throws ConfigError which names every key that is wrong
 */
export function readConfig(argv: string[], inputSchema?: z.ZodObject): Config & { input: Record<string, unknown> } {
  const input = parseConfig(ConfigSchema.extend(inputSchema?.shape ?? {}), { env: process.env, argv })
  const config = input as z.output<typeof ConfigSchema>
  const place = (name: ProductName): Place => {
    const given = config[`${name}Url`] ?? (config.domain && `https://${name}.${config.domain}`)
    const origin = given ?? `http://localhost:${config[`${name}Port`] ?? defaultPorts[name]}`
    const { protocol, port: named } = new URL(origin)
    // An https address is the proxy's: its port is not ours.
    const port = config[`${name}Port`] ?? (protocol === 'http:' && named ? Number(named) : defaultPorts[name])
    return { origin, port, internal: config[`${name}Internal`] ?? `http://${reachable(config.host)}:${port}` }
  }
  return { ...config, places: { auth: place('auth'), music: place('music'), img: place('img') }, input }
}

/** Where a product keeps its tables: `sqlite`, or `postgres://…`. */
export function databaseUrlOf(config: Config, name: ProductName) {
  return config[`${name}DatabaseUrl`] ?? config.databaseUrl
}

/** The same with all tables in one place. */
export function withDatabaseUrl(config: Config, databaseUrl: string): Config {
  return {
    ...config,
    databaseUrl,
    authDatabaseUrl: undefined,
    musicDatabaseUrl: undefined,
    imgDatabaseUrl: undefined,
  }
}

/** Where the services meet a listener on this interface. */
function reachable(host: string) {
  return ['localhost', '0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
}
