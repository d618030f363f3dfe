import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { testAuth } from '../auth.fixture.ts'

/** Where AuthBell believes ImgBell to be: notes what comes, and answers as it is told. */
async function withPictures(answer: { status: number; body?: object }) {
  const heard: { line: string; authorization: string | undefined; bytes: string }[] = []
  const server = createServer((request: IncomingMessage, response) => {
    void buffer(request).then((bytes) => {
      const line = `${request.method} ${request.url}`
      heard.push({ line, authorization: request.headers.authorization, bytes: bytes.toString() })
      response.writeHead(answer.status, { 'content-type': 'application/json' })
      response.end(answer.body && JSON.stringify(answer.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const pictures = {
    internal: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: () => Promise.resolve('of AuthBell'),
  }
  const auth = await testAuth({ pictures })
  const { id } = await auth.given('mina')
  const mina = auth.as({ id })
  const put = () => mina('PUT', '/api/account/picture', Buffer.from('a picture'), { 'content-type': 'image/png' })
  return { auth, id, mina, put, heard }
}

test('a person’s picture goes to ImgBell in AuthBell’s name, for that person', async () => {
  const { id, mina, put, heard } = await withPictures({ status: 200, body: {} })

  expect((await put()).status).toBe(204)
  expect((await mina('DELETE', '/api/account/picture')).status).toBe(204)

  const authorization = 'Bearer of AuthBell'
  expect(heard).toEqual([
    { line: `PUT /api/people/${id}/picture`, authorization, bytes: 'a picture' },
    { line: `DELETE /api/people/${id}/picture`, authorization, bytes: '' },
  ])
})

test('what ImgBell says against a picture the person hears, and of its other troubles only that it must wait', async () => {
  const refusal = { code: 'svg_not_taken', detail: 'Drawings are not taken.' }
  const { put } = await withPictures({ status: 415, body: refusal })
  expect(await put()).toMatchObject({ status: 415, body: refusal })

  const broken = await withPictures({ status: 401, body: { code: 'token_expired', detail: 'Not for people.' } })
  expect(await broken.put()).toMatchObject({ status: 503, body: { code: 'pictures_unavailable' } })
})

test('nobody but a person with an account puts one, and an empty one is none', async () => {
  const { auth, mina, heard } = await withPictures({ status: 200, body: {} })
  const headers = { 'content-type': 'image/png' }

  expect((await auth.anonymous('PUT', '/api/account/picture', Buffer.from('x'), headers)).status).toBe(401)
  expect((await mina('PUT', '/api/account/picture', Buffer.alloc(0), headers)).status).toBe(400)
  expect(heard).toEqual([])
})
