import { forbidden } from '@bell/platform/http'
import type { FastifyRequest } from 'fastify'

/**
 * Guard for what sets or reads AuthBell's cookies: only our own pages' scripts may call it. Another site's form cannot
 * send the custom header, and a sibling's script (another port or subdomain) has another Origin.
 */
export function ownPage(origin: string) {
  return async function fromOwnPage({ headers }: FastifyRequest): Promise<void> {
    const site = headers['sec-fetch-site']
    // Plain http in a home network sends no Sec-Fetch-Site; there Origin alone decides.
    const isOwn = headers.origin === origin && (site === undefined || site === 'same-origin')
    if (!isOwn || headers['x-requested-with'] !== 'bell')
      throw forbidden('foreign_page', 'This can only be done from AuthBell’s own pages.')
  }
}
