import type { App } from '@bell/platform/http'
import type { Provider } from 'oidc-provider'
import { asSeenFromOutside } from './provider-session.ts'

const paths = ['/oidc/*', '/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']

/** Lets the provider answer its own addresses, with the security headers of every other answer. */
export async function mountProvider(app: App, provider: Provider, origin: string) {
  const answer = provider.callback()
  await app.register(async (scope) => {
    // The provider reads bodies itself.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    for (const url of paths) {
      scope.route({
        method: ['GET', 'POST', 'OPTIONS'],
        url,
        schema: { hide: true },
        handler: async (request, reply) => {
          asSeenFromOutside(request.raw, origin, request.ip)
          for (const [name, value] of Object.entries(reply.getHeaders())) {
            if (value !== undefined) reply.raw.setHeader(name, value)
          }
          reply.hijack()
          await answer(request.raw, reply.raw)
        },
      })
    }
  })
}
