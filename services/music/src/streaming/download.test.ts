import { expect, test } from 'vitest'
import { mina, testMusic, type TestMusic } from '../music.fixture.ts'
import { trackAttachment } from './download-name.ts'

async function ask(music: TestMusic, person: Parameters<TestMusic['as']>[0], trackId: string) {
  return music.as(person)('POST', `/api/tracks/${trackId}/stream-url`, { download: true })
}

test('the file is given to its uploader, to the owner, and to everyone where it is given away', async () => {
  const music = await testMusic()
  const kept = await music.given()
  const given = await music.given({ downloadable: true })
  const draft = await music.given({ visibility: 'draft', downloadable: true })
  const owner = { name: 'ada', roles: ['owner' as const] }

  expect((await ask(music, mina, kept.id)).status).toBe(200)
  expect((await ask(music, owner, kept.id)).status).toBe(200)
  expect(await ask(music, 'joon', kept.id)).toMatchObject({ status: 403, body: { code: 'download_not_permitted' } })
  expect((await ask(music, 'joon', given.id)).status).toBe(200)
  expect((await ask(music, 'joon', draft.id)).status).toBe(404)
})

test('it comes under the names of artist and title, and an address to listen by does not give it', async () => {
  const music = await testMusic()
  const track = await music.given({ title: '밤/노래 "1"', artistName: 'Mina' })
  const get = (url: URL) => music.app.inject({ url: url.pathname + url.search, headers: { host: 'music.test' } })

  const { body } = await ask(music, mina, track.id)
  const answer = await get(new URL(body.url))
  expect(answer.statusCode).toBe(200)
  const header = String(answer.headers['content-disposition'])
  expect(header).toContain('attachment; filename="Mina - ')
  expect(header).toContain(`filename*=UTF-8''${encodeURIComponent('Mina - 밤_노래 _1_.wav')}`)
  const listening = new URL((await music.as(mina)('POST', `/api/tracks/${track.id}/stream-url`)).body.url)
  listening.searchParams.set('download', '1')
  expect((await get(listening)).statusCode).toBe(403)
})

test.each([
  ['../../etc/passwd', '_.._etc_passwd.mp3'],
  ['..', 'track.mp3'],
  ['a\u202Egpj.exe', 'a_gpj.exe.mp3'],
  ['line\r\nSet-Cookie: x', 'line__Set-Cookie_ x.mp3'],
  [`it's (50%)*`, "it's (50%)_.mp3"],
  ['\uD800', '\uFFFD.mp3'],
])('the title %j makes a name that leads nowhere else', (title, name) => {
  const header = trackAttachment({ title, artists: [] }, 'audio/mpeg')
  expect(decodeURIComponent(/filename\*=UTF-8''([^;]*)$/.exec(header)![1]!)).toBe(name)
  expect(header).toMatch(/^attachment; filename="[ -~]+"; filename\*=UTF-8''[\w!#$&+.^`|~%-]+$/)
})
