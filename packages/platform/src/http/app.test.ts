import { expect, test } from 'vitest'
import { z } from 'zod'
import { testApp } from '../test-kit/test-app.ts'
import { notFound } from './app-error.ts'
import type { App } from './app.ts'
import { signedIn } from './users.ts'

const Song = z.object({ title: z.string().min(1), seconds: z.number() })

function songRoutes(app: App) {
  app.post(
    '/api/songs',
    { preHandler: signedIn, schema: { body: Song, response: { 201: Song } } },
    async ({ body }, reply) => {
      return reply.code(201).send(body)
    },
  )
  app.get(
    '/api/songs/:id',
    { schema: { params: z.object({ id: z.string() }), response: { 200: Song } } },
    async ({ params }) => {
      if (params.id === 'gone') throw notFound('song_not_found', 'This song is not here.')
      if (params.id === 'crash') throw new Error('disk /dev/secret is on fire')
      return { title: '', seconds: 'long' } as never
    },
  )
}

test('input that fits its schema is answered; input that does not is told what is wrong', async () => {
  const mina = (await testApp(songRoutes)).as('mina')

  expect(await mina('POST', '/api/songs', { title: 'Bell', seconds: 3 })).toMatchObject({
    status: 201,
    body: { title: 'Bell' },
  })
  expect(await mina('POST', '/api/songs', { title: '', seconds: 'x' })).toMatchObject({
    status: 400,
    headers: { 'content-type': 'application/problem+json' },
    body: { code: 'invalid_input', instance: '/api/songs', errors: [{ path: 'title' }, { path: 'seconds' }] },
  })
})

test('a stranger is asked to sign in', async () => {
  const { anonymous } = await testApp(songRoutes)

  expect(await anonymous('POST', '/api/songs', { title: 'Bell', seconds: 3 })).toMatchObject({
    status: 401,
    headers: { 'www-authenticate': 'Bearer' },
    body: { code: 'unauthorized' },
  })
})
