import { allowInsecureRequests, clientCredentialsGrant, ClientSecretBasic, Configuration } from 'openid-client'
import type { Clock } from '../clock/index.ts'
import { unavailable } from '../http/index.ts'

const renewBeforeMs = 30_000

/**
 * The access token of a service account (client credentials), kept until shortly before it expires.
 * @returns a function that gives it @throws auth_unavailable (503)
 */
export function createServiceToken(o: {
  authInternal: string
  clientId: string
  clientSecret: string
  /** The product that will be called: its public origin. */
  audience: string
  scope: string
  clock: Clock
}): () => Promise<string> {
  const server = { issuer: o.authInternal, token_endpoint: `${o.authInternal}/oidc/token` }
  const config = new Configuration(server, o.clientId, undefined, ClientSecretBasic(o.clientSecret))
  config.timeout = 10
  allowInsecureRequests(config)
  let current: { token: string; until: number } | undefined
  let asking: Promise<string> | undefined

  async function ask() {
    try {
      const answer = await clientCredentialsGrant(config, { scope: o.scope, resource: o.audience })
      current = { token: answer.access_token, until: o.clock.now() + (answer.expires_in ?? 0) * 1000 - renewBeforeMs }
      return answer.access_token
    } catch (cause) {
      throw unavailable('auth_unavailable', 'The services cannot reach each other at the moment.', { cause })
    }
  }

  return async () => {
    if (current && o.clock.now() < current.until) return current.token
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }
}
