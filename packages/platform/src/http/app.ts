import { randomUUID } from 'node:crypto'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type RawServerDefault,
} from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../clock/index.ts'
import type { Tracing } from '../tracing/index.ts'
import { apiDocs } from './api-docs.ts'
import { AppError, notFound } from './app-error.ts'
import { healthRoutes } from './health.ts'
import { RequestLog, type Logger } from './logging.ts'
import { requestDurations, type MetricsRegistry } from './metrics.ts'
import { refuseNul } from './nul.ts'
import { originRules } from './origins.ts'
import { handleError, refuseMalformed, sendProblem } from './problems.ts'
import { watchRoutes } from './routes.ts'
import { securityHeaders } from './security-headers.ts'
import { defaultTimeouts, headTimeouts, limitTime, type Timeouts } from './timeouts.ts'
import { traceRequests } from './trace-requests.ts'
import { decorateWithUser, type TokenDenials, type TokenVerifier } from './users.ts'
import { serveWebApp } from './web-app.ts'

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

export interface AppOptions {
  name: 'music' | 'auth' | 'img'
  version: string
  /** The product's own public origin. */
  origin: string
  /** Values of Host that are answered; any other gets 421. */
  hosts: string[]
  /** The other products' origins. */
  family: string[]
  /** Another origin from which the pages' sound comes. */
  soundFrom?: string | undefined
  /** Addresses or networks whose forwarded headers are believed. */
  trustedProxies: string[]
  verify?: TokenVerifier
  denials?: TokenDenials
  log: Logger
  clock: Clock
  /** Folder of the built web app. */
  webRoot?: string
  ready?: () => Promise<Record<string, 'ok' | (string & {})>>
  /** Whether the process is about to stop: connections are then closed as they are answered, so that none is cut. */
  isStopping?: () => boolean
  metrics: MetricsRegistry
  timeouts?: Timeouts
  tracing?: Tracing | undefined
}

declare module 'fastify' {
  interface FastifyInstance {
    clock: Clock
  }
}

const titles = { music: 'MusicBell', auth: 'AuthBell', img: 'ImgBell' }

/** A product's HTTP server with everything that is the same for all; its routes are declared on what this returns. */
export async function createApp(o: AppOptions): Promise<App> {
  const timeouts = o.timeouts ?? defaultTimeouts
  const headers = securityHeaders(o)
  const app: App = fastify({
    loggerInstance: o.log.child({ service: o.name }) as FastifyBaseLogger,
    logController: new RequestLog({ requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    trustProxy: o.trustedProxies.length > 0 ? o.trustedProxies : false,
    routerOptions: { maxParamLength: 500 },
    bodyLimit: 1024 * 1024,
    connectionTimeout: timeouts.idle,
    keepAliveTimeout: 72_000,
    http: headTimeouts(timeouts),
    forceCloseConnections: 'idle',
    // Requests that reach a closing server are still answered; their connections then close.
    return503OnClosing: false,
    // Addresses that no route can be looked up for never see a hook.
    frameworkErrors: (error, request, reply) =>
      handleError(error, request, reply.headers({ ...headers, 'x-request-id': request.id }) as FastifyReply),
    clientErrorHandler: refuseMalformed,
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.decorate('clock', o.clock)
  app.decorate('verifyToken', o.verify)
  app.decorate('product', o.name)
  app.decorate('denials', o.denials)
  decorateWithUser(app)

  // Before all routes and whatever is awaited: those that are ready earlier would answer errors in Fastify's own way.
  app.setErrorHandler(handleError)
  const routes = watchRoutes(app)
  // Hooks of every request are callbacks: each async one would cost it another turn.
  app.addHook('onRequest', (request, reply, next) => {
    reply.headers(headers).header('x-request-id', request.id)
    if (o.isStopping?.()) reply.header('connection', 'close')
    next()
  })
  if (o.tracing) traceRequests(app, o.name, o.tracing)
  limitTime(app, timeouts)
  originRules(app, o)
  refuseNul(app)
  measureRequests(app, o)
  await apiDocs(app, { ...o, title: titles[o.name] })
  healthRoutes(app, o)
  const webApp = o.webRoot === undefined ? undefined : await serveWebApp(app, o.webRoot, routes)

  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0]!
    const methods = routes.methodsOf(path)
    if (methods.length > 0 && !methods.includes(request.method)) {
      const headers = { allow: methods.join(', ') }
      const detail = `This address knows ${headers.allow} only.`
      return sendProblem(request, reply, new AppError(405, 'method_not_allowed', detail, undefined, { headers }))
    }
    if (await webApp?.(request, reply)) return reply
    return sendProblem(request, reply, notFound('not_found', 'There is nothing at this address.'))
  })
  return app
}

function measureRequests(app: App, { name, metrics }: AppOptions) {
  const observe = requestDurations(metrics, name)
  app.addHook('onResponse', (request, reply, next) => {
    observe(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000)
    next()
  })
}
