import { expect, test } from 'vitest'
import { z } from 'zod'
import { testApp } from '../test-kit/test-app.ts'
import type { App } from './app.ts'
import { maybeSignedIn, requireScope, signedIn } from './users.ts'

function routes(app: App) {
  const Song = z.object({ title: z.string().max(300), seconds: z.number().nullable() })
  app.post(
    '/api/songs',
    { preHandler: signedIn, schema: { body: Song, response: { 201: Song } } },
    async ({ body }, reply) => reply.code(201).send(body),
  )
  app.get('/api/songs', { preHandler: [maybeSignedIn], schema: { response: { 200: z.array(Song) } } }, async () => [])
  app.put('/api/pictures', { preHandler: requireScope('img:write'), schema: {} }, async () => ({}))
}

test('the description follows from the schemas, the guards and the way errors look', async () => {
  const { anonymous } = await testApp(routes)

  const { body } = await anonymous('GET', '/api/openapi.json')

  expect(body).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'MusicBell' },
    servers: [{ url: 'http://music.test' }],
  })
  const { post, get } = body.paths['/api/songs']
  expect(post.security).toEqual([{ bearer: [] }])
  expect(get.security).toEqual([{}, { bearer: [] }])
  expect(body.paths['/api/pictures'].put.security).toEqual([{ bearer: [] }])
  expect(post.requestBody.content['application/json'].schema).toMatchObject({
    required: ['title', 'seconds'],
    properties: { title: { type: 'string', maxLength: 300 } },
  })
  expect(post.responses['201'].content['application/json'].schema.properties).toHaveProperty('seconds')
  expect(post.responses.default.content).toHaveProperty(
    ['application/problem+json', 'schema', '$ref'],
    '#/components/schemas/Problem',
  )
  expect(body.components.schemas.Problem.required).toContain('code')
  expect(body.paths).not.toHaveProperty('/api/openapi.json')
})

test('the page to try it runs from this origin alone, with no script in the page', async () => {
  const { anonymous } = await testApp(routes)

  const answer = await anonymous('GET', '/api/docs')

  const page = answer.status === 302 ? await anonymous('GET', answer.headers['location']!) : answer
  expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
  expect(page.headers['content-security-policy']).toContain("script-src 'self';")
  expect(page.body).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>\s*\S/)
  const addresses = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address as string)
  expect(addresses.length).toBeGreaterThan(2)
  for (const address of addresses) {
    const { pathname, origin } = new URL(address, 'http://music.test/api/docs/')
    expect(origin).toBe('http://music.test')
    expect(await anonymous('GET', pathname)).toMatchObject({ status: 200 })
  }
})
