import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { callAs, family, testAuth } from '../auth.fixture.ts'

const grant = (fields: Record<string, string> = {}) => ({
  grant_type: 'client_credentials',
  scope: 'img:write',
  ...fields,
})

test('MusicBell speaks to ImgBell in its own name', async () => {
  const auth = await testAuth()

  const { status, body } = await callAs(auth.app, 'music', grant({ resource: family.img }))

  expect(status).toBe(200)
  const claims = decodeJwt(body.access_token)
  expect(claims).toMatchObject({ sub: 'bell-music', client_id: 'bell-music', aud: family.img, scope: 'img:write' })
  expect(claims).not.toHaveProperty('roles')
  expect(claims.exp! - claims.iat!).toBe(300)
})

test('a service gets no scope that it was not given', async () => {
  const auth = await testAuth()

  const { body } = await callAs(auth.app, 'music', grant({ resource: family.img, scope: 'img:write img:admin openid' }))

  expect(decodeJwt(body.access_token).scope).toBe('img:write')
})

test('a service gets no token for an audience that it was not given', async () => {
  const auth = await testAuth()

  for (const resource of [family.music, family.auth, 'https://evil.test'])
    expect(await callAs(auth.app, 'music', grant({ resource }))).toMatchObject({
      status: 400,
      body: { error: 'invalid_target' },
    })
})

test('a client that is no service account gets no token in its own name', async () => {
  const auth = await testAuth()

  expect((await callAs(auth.app, 'img', grant({ resource: family.img }))).status).toBe(400)
})
