import { AppError, unavailable } from '@bell/platform/http'
import type { z } from 'zod'
import type { AuthDeps } from '../deps.ts'
import type { EventService } from './events.schema.ts'

/** A person waits for the answer; what is given to a consumer again may take its time. */
const mostMs = { GET: 4000, POST: 60_000, DELETE: 4000 }

/**
 * Asks a service about its events, as AuthBell's service account.
 * @throws service_unavailable (503) where it does not answer; what it answers with otherwise (404, say) is passed on
 */
export async function askService<T>(
  { operated }: Pick<AuthDeps, 'operated'>,
  service: EventService,
  o: { method: keyof typeof mostMs; path: string; body?: object; schema?: z.ZodType<T> },
): Promise<T> {
  const { internal, token } = operated[service]
  const answer = await fetch(`${internal}/api/operation/${o.path}`, {
    method: o.method,
    headers: {
      authorization: `Bearer ${await token().catch(away)}`,
      ...(o.body && { 'content-type': 'application/json' }),
    },
    ...(o.body && { body: JSON.stringify(o.body) }),
    signal: AbortSignal.timeout(mostMs[o.method]),
  }).catch(away)
  const text = await answer.text()
  if (answer.ok) return (o.schema?.parse(JSON.parse(text)) ?? undefined) as T
  const problem = parseProblem(text)
  if (answer.status === 404 && problem.code !== undefined) throw new AppError(404, problem.code, problem.detail ?? '')
  return away(`It answered ${answer.status}.`)

  function away(cause: unknown): never {
    throw unavailable('service_unavailable', `${service} does not answer now.`, { cause })
  }
}

function parseProblem(text: string): { code?: string; detail?: string } {
  try {
    return JSON.parse(text) as { code?: string; detail?: string }
  } catch {
    return {}
  }
}
