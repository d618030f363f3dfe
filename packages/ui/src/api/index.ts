import createClient, { type Client } from 'openapi-fetch'
import type { Session } from '../session/session.ts'

/**
 * The typed client of this product's API. `paths` is generated from its OpenAPI description (generate-api.ts).
 * An error answer is thrown as an ApiProblem, so `data` is what the answer's schema says.
 */
export function createApi<Paths extends {}>(session: Pick<Session, 'fetchAs'>): Client<Paths> {
  return createClient<Paths>({
    baseUrl: location.origin,
    fetch: (request) => session.fetchAs(request),
    // Lists of ids are written `ids=a,b`, as the API reads them.
    querySerializer: { array: { style: 'form', explode: false } },
  })
}
