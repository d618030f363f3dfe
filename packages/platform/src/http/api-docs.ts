import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { OpenAPIV3_1 } from 'openapi-types'
import type { App } from './app.ts'
import { tokenNeed } from './users.ts'

/** OpenAPI 3.1 from the routes' schemas, and a page to try it. Call before routes are declared. */
export async function apiDocs(app: App, o: { name: string; title: string; version: string; origin: string }) {
  // What a guard asks for is said in the description, without each route saying it again.
  app.addHook('onRoute', (route) => {
    const needs = [route.onRequest, route.preHandler].flat().map(tokenNeed)
    const security: Record<string, string[]>[] = needs.includes('required') ? [{ bearer: [] }] : [{}, { bearer: [] }]
    if (needs.some(Boolean)) route.schema = { ...route.schema, security }
  })

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: o.title, version: o.version },
      servers: [{ url: o.origin }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withProblems(jsonSchemaTransformObject(document) as OpenAPIV3_1.Document),
  })
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  await app.register(swaggerUi, { routePrefix: '/api/docs', uiConfig: { validatorUrl: null } })
}

const Problem: OpenAPIV3_1.SchemaObject = {
  description: 'RFC 9457 problem details; decide by code.',
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'instance'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    instance: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
  additionalProperties: true,
}

/** Every operation may answer with a problem. */
function withProblems(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(path ?? {})) {
      const { responses } = operation as OpenAPIV3_1.OperationObject
      if (responses) responses['default'] ??= { description: 'What went wrong', content }
    }
  }
  document.components = { ...document.components, schemas: { ...document.components?.schemas, Problem } }
  return document
}
