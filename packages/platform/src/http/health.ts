import { z } from 'zod'
import type { App } from './app.ts'
import { unavailable } from './app-error.ts'

const Live = z.object({ status: z.literal('ok'), service: z.string(), version: z.string() })
const Ready = Live.extend({ checks: z.record(z.string(), z.string()) })

/** `ready` says per engine 'ok' or what is wrong; one that is not ok makes the answer a 503 that names it. */
export function healthRoutes(
  app: App,
  o: { name: string; version: string; ready?: () => Promise<Record<string, 'ok' | (string & {})>> },
) {
  const alive = { status: 'ok' as const, service: o.name, version: o.version }

  app.get('/api/health/live', { schema: { tags: ['health'], response: { 200: Live } } }, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return alive
  })

  app.get('/api/health/ready', { schema: { tags: ['health'], response: { 200: Ready } } }, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    const checks = (await o.ready?.()) ?? {}
    const out = Object.keys(checks).filter((engine) => checks[engine] !== 'ok')
    if (out.length > 0) throw unavailable('not_ready', `Not available: ${out.join(', ')}.`, { members: { checks } })
    return { ...alive, checks }
  })
}
