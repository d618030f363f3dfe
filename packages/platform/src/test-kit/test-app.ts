import { createHash } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import { onTestFailed, onTestFinished } from 'vitest'
import { testClock, type Clock } from '../clock/index.ts'
import {
  createApp,
  createLogger,
  createMetricsRegistry,
  unauthorized,
  type App,
  type AppOptions,
  type TokenVerifier,
  type User,
  type VerifiedToken,
} from '../http/index.ts'

/** What a test sees of an answer; `body` is parsed where it is JSON. */
export interface Answer {
  status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into it as they please
  body: any
  headers: Record<string, string>
}

export type Call = (
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS',
  path: string,
  body?: InjectOptions['payload'],
  headers?: Record<string, string>,
) => Promise<Answer>

export type Person = string | Partial<User>

/** A user made from a name: the same name is always the same user, with an id that looks like any other. */
export function testUser(person: Person): User {
  const given = typeof person === 'string' ? { name: person } : person
  const name = given.name ?? 'someone'
  const digits = createHash('sha256').update(name).digest('hex').slice(0, 12)
  return {
    id: `00000000-0000-7000-8000-${digits}`,
    name,
    roles: ['listener'],
    scopes: [],
    sid: `sid-${name}`,
    ...given,
  }
}

/** A fake token of five minutes, which only `verifyTestToken` believes. @param expiresAt ms UTC */
export function testToken(person: Person, expiresAt: number) {
  const user = testUser(person)
  const verified: VerifiedToken = {
    user,
    clientId: user.clientId ?? 'bell-test',
    issuedAt: expiresAt - 300_000,
    expiresAt,
  }
  return Buffer.from(JSON.stringify(verified)).toString('base64url')
}

export const verifyTestToken: TokenVerifier = (token) => {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString())
  } catch {
    throw unauthorized('invalid_token', 'Not a token of this test.')
  }
}

/**
 * An app with these routes behind a fake sign-in, closed when the test ends.
 * `as('mina')('POST', '/api/…', body)` is a call by the listener Mina; `as({ name, roles })` by anyone else;
 * `anonymous(…)` by nobody. `logs()` are the lines logged so far.
 */
export async function testApp<C extends Clock = ReturnType<typeof testClock>>(
  routes: (app: App) => void | Promise<void>,
  o: Partial<AppOptions> & { clock?: C } = {},
) {
  const clock = o.clock ?? (testClock() as Clock as C)
  const lines: string[] = []
  const app = await createApp({
    name: 'music',
    version: '0.0.0',
    origin: 'http://music.test',
    hosts: ['music.test'],
    family: ['http://auth.test', 'http://img.test'],
    trustedProxies: [],
    verify: verifyTestToken,
    log: createLogger({ level: 'debug', to: { write: (line) => void lines.push(line) } }),
    metrics: createMetricsRegistry({ ofProcess: false }),
    ...o,
    clock,
  })
  await routes(app)
  await app.ready()
  onTestFinished(() => app.close())
  // An answer of 500 says nothing; the log does.
  onTestFailed(() => void process.stderr.write(lines.filter((line) => /"level":[56]0/.test(line)).join('')))

  const call =
    (person: Person | undefined): Call =>
    async (method, path, body, headers = {}) => {
      const token = person === undefined ? {} : { authorization: `Bearer ${testToken(person, clock.now() + 300_000)}` }
      const response = await app.inject({
        method,
        url: path,
        ...(body !== undefined && { payload: body }),
        headers: { host: new URL(o.origin ?? 'http://music.test').host, ...token, ...headers },
      })
      return {
        status: response.statusCode,
        // An answer to HEAD has JSON's type and no body.
        body: /json/.test(String(response.headers['content-type'])) && response.body ? response.json() : response.body,
        headers: response.headers as Record<string, string>,
      }
    }

  return {
    app,
    clock,
    as: (person: Person) => call(person),
    anonymous: call(undefined),
    logs: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    logText: () => lines.join(''),
  }
}
