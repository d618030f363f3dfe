import { expect, test } from 'vitest'
import { mina, testMusic } from '../music.fixture.ts'

test('a link’s host tells its kind, and is shown without look-alike letters', async () => {
  const music = await testMusic()
  const given = [
    'https://www.youtube.com/@kite',
    'https://youtu.be/abc',
    'http://twitter.com/kite',
    'https://kite.bandcamp.com/album/lanterns',
    'https://music.apple.com/kr/artist/kite/1',
    'https://notyoutube.com/@kite',
    'https://음악.한국/kite',
    'https://аpple.com/',
  ]
  const { status, body } = await music.as(mina)('POST', '/api/artists', {
    name: 'Kite',
    links: given.map((url) => ({ url })),
  })

  expect(status).toBe(201)
  expect(body.links.map(({ kind, host }: { kind: string; host: string }) => [kind, host])).toEqual([
    ['youtube', 'youtube.com'],
    ['youtube', 'youtu.be'],
    ['x', 'twitter.com'],
    ['bandcamp', 'kite.bandcamp.com'],
    ['apple-music', 'music.apple.com'],
    ['website', 'notyoutube.com'],
    ['website', '음악.한국'],
    ['website', 'xn--pple-43d.com'],
  ])
})

test('what is no address of the web, or not of the site it is said to be, is refused by its place', async () => {
  const music = await testMusic()
  const refusal = async (url: string, kind?: string) => {
    const good = { url: 'https://example.org' }
    const answer = await music.as(mina)('POST', '/api/artists', { name: 'Kite', links: [good, good, { url, kind }] })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
    expect(answer.body.errors).toHaveLength(1)
    expect(answer.body.errors[0].path).toBe('links.2.url')
    return answer.body.errors[0].message as string
  }

  expect(await refusal('javascript:alert(1)')).toContain('https://')
  expect(await refusal('java\tscript:alert(1)')).toContain('web address')
  expect(await refusal('data:text/html,<script>')).toContain('https://')
  expect(await refusal('ftp://example.org')).toContain('https://')
  expect(await refusal('https://mina:secret@example.org')).toContain('password')
  expect(await refusal('https://localhost/')).toContain('site')
  expect(await refusal('example.org')).toContain('web address')
  expect(await refusal('https://example.org/@kite', 'youtube')).toContain('YouTube')
  expect(await refusal('https://youtube.com.evil.example/', 'youtube')).toContain('youtube.com')
  expect(await refusal(`https://example.org/${'a'.repeat(2000)}`)).toBeTruthy()
  expect((await music.anonymous('GET', '/api/artists')).body.items).toEqual([])
})

test('lists of links and names have an end', async () => {
  const music = await testMusic()
  const make = (more: object) => music.as(mina)('POST', '/api/artists', { name: 'Kite', ...more })

  expect(await make({ links: Array.from({ length: 21 }, () => ({ url: 'https://example.org' })) })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'links' }] },
  })
  expect(await make({ otherNames: Array.from({ length: 21 }, () => ({ language: 'ko', name: '연' })) })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'otherNames' }] },
  })
  expect(await make({ otherNames: [{ language: 'Korean!', name: '연' }] })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'otherNames.0.language' }] },
  })
  expect(await make({ otherNames: [{ language: 'ko', name: '두\n줄' }] })).toMatchObject({
    body: { errors: [{ path: 'otherNames.0.name' }] },
  })
  expect(await make({ links: [{ kind: 'myspace', url: 'https://example.org' }] })).toMatchObject({
    body: { errors: [{ path: 'links.0.kind' }] },
  })
})
