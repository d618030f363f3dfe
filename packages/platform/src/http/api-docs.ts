import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { App } from './app.ts'
import { maybeSignedIn, signedIn } from './users.ts'

/** OpenAPI 3.1 from the routes' schemas, and a page to try it. Call before routes are declared. */
export async function apiDocs(app: App, o: { name: string; title: string; version: string; origin: string }) {
  // What a guard asks for is said in the description, without each route saying it again.
  app.addHook('onRoute', (route) => {
    const guards = [route.onRequest, route.preHandler].flat() as unknown[]
    if (guards.includes(signedIn) || guards.some((guard) => (guard as { name?: string })?.name === 'scoped')) {
      route.schema = { ...route.schema, security: [{ bearer: [] }] }
    } else if (guards.includes(maybeSignedIn)) {
      route.schema = { ...route.schema, security: [{}, { bearer: [] }] }
    }
  })

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: o.title, version: o.version },
      servers: [{ url: o.origin }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  app.get('/api/openapi.json', { schema: { hide: true } as object }, async () => app.swagger())
  await app.register(swaggerUi, { routePrefix: '/api/docs', uiConfig: { validatorUrl: null } as object })
}
