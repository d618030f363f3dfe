import type { FastifyRequest } from 'fastify'
import { forbidden } from '../http/index.ts'

/**
 * Guard for a POST that a cookie authorises: only our own page's script can send all of this. Sibling subdomains and
 * other ports are same-site, so SameSite alone does not keep them out.
 */
export function ownPageOnly(origin: string) {
  return async function fromOwnPage({ headers }: FastifyRequest): Promise<void> {
    const site = headers['sec-fetch-site']
    if (
      headers['x-requested-with'] !== 'bell' ||
      headers.origin !== origin ||
      // Sent from https and localhost only.
      (site !== undefined && site !== 'same-origin')
    ) {
      throw forbidden('foreign_request', 'This is for the pages of this site only.')
    }
  }
}
