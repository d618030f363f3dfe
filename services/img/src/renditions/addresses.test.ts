import { expect, test } from 'vitest'
import { halves, testImg } from '../test-img.fixture.ts'

async function withSecret() {
  const img = await testImg()
  const joon = img.as('Joon')
  const { body } = await img.sendAs(joon, await halves(1000, 500).png().toBuffer())
  const pathOf = (url: string) => url.replace('http://img.test', '')
  return { img, joon, image: body, path: pathOf(body.urls.medium as string), pathOf }
}

test('a private picture is shown by its signed address alone, and enters no shared cache', async () => {
  const { img, image, path, pathOf } = await withSecret()

  const shown = await img.look(path, { accept: 'image/webp' })
  expect(shown.status).toBe(200)
  expect(shown.headers['content-type']).toBe('image/webp')
  // On plain http browsers obey nobody who asks them to forget.
  expect(shown.headers['cache-control']).toBe('private, no-store')
  expect(shown.headers.vary).toContain('Accept')
  expect(shown.headers['cross-origin-resource-policy']).toBe('same-site')
  for (const name of ['thumb', 'small', 'large']) expect((await img.look(pathOf(image.urls[name]))).status).toBe(200)
  const publicId = await img.db.selectFrom('image').select('publicId').executeTakeFirstOrThrow()
  for (const id of [image.id, publicId.publicId]) expect((await img.look(`/i/${id}?w=320`)).status).toBe(404)
  expect((await img.anonymous('GET', `/api/images/${image.id}`)).status).toBe(404)
  const refused = await img.look(`/p/${image.id}?w=640&fit=contain`)
  expect(refused.status).toBe(403)
  expect(refused.headers['cache-control']).toBe('no-store')
})

test.each(['https://img.test', 'http://localhost:4200'])(
  'at %s a browser keeps a private picture for as long as its address lives',
  async (origin) => {
    const img = await testImg({ origin })
    const { body } = await img.sendAs(img.as('Joon'), await halves().png().toBuffer())

    const shown = await img.look(body.urls.small.replace(origin, ''), { host: new URL(origin).host })

    expect(shown.headers['cache-control']).toMatch(/^private, max-age=\d+, immutable$/)
  },
)

test.each([
  ['another size', (url: URL) => url.searchParams.set('w', '1920')],
  ['another shape', (url: URL) => url.searchParams.set('fit', 'cover')],
  ['a height', (url: URL) => url.searchParams.set('h', '96')],
  ['a later end', (url: URL) => url.searchParams.set('expires', String(Number(url.searchParams.get('expires')) + 1))],
  ['another person', (url: URL) => url.searchParams.set('user', 'someone')],
  ['another session', (url: URL) => url.searchParams.set('sid', 'sid-Eve')],
  ['a changed signature', (url: URL) => url.searchParams.set('signature', 'A'.repeat(43))],
  ['a cut signature', (url: URL) => url.searchParams.set('signature', url.searchParams.get('signature')!.slice(0, 20))],
  ['no signature', (url: URL) => url.searchParams.delete('signature')],
])('a signed address with %s is refused', async (_what, change) => {
  const { img, image, pathOf } = await withSecret()
  const url = new URL(image.urls.medium)
  expect((await img.look(pathOf(url.href))).status).toBe(200)

  change(url)

  const answer = await img.look(pathOf(url.href))
  expect(answer.status).toBe(403)
  expect(answer.bytes.toString()).toContain('picture_url_invalid')
})

test('one picture’s signature shows no other', async () => {
  const { img, joon, image, path } = await withSecret()
  const { body: other } = await img.sendAs(joon, await halves(300, 300).png().toBuffer())
  expect((await img.look(path.replace(image.id, other.id))).status).toBe(403)
})

test('an address ends after an hour at most; until shortly before, asking again gives the same', async () => {
  const { img, joon, image, path } = await withSecret()
  const again = async () => (await joon('GET', `/api/images/${image.id}`)).body
  img.clock.advance(60_000)
  expect((await again()).urls).toEqual(image.urls)

  const leftMs = Date.parse(image.urlsExpireAt) - img.clock.now()
  expect(leftMs).toBeLessThanOrEqual(60 * 60 * 1000)
  img.clock.advance(leftMs - 1)
  expect((await img.look(path)).status).toBe(200)
  const fresh = await again()
  expect(fresh.urls).not.toEqual(image.urls)
  expect(Date.parse(fresh.urlsExpireAt) - img.clock.now()).toBeGreaterThan(30 * 60 * 1000)
  img.clock.advance(1)
  const late = await img.look(path)
  expect(late.status).toBe(403)
  expect(late.bytes.toString()).toContain('picture_url_expired')
})

test('an address that a member got is dead once the picture is its person’s alone', async () => {
  const { img, joon, image, pathOf } = await withSecret()
  const eve = img.as('Eve')
  await joon('PATCH', `/api/images/${image.id}`, { visibility: 'members' })
  const eves = pathOf((await eve('GET', `/api/images/${image.id}`)).body.urls.medium)
  expect((await img.look(eves)).status).toBe(200)

  await joon('PATCH', `/api/images/${image.id}`, { visibility: 'private' })

  expect((await img.look(eves)).status).toBe(404)
})

test('an address ends with the session that it was given to, and no other', async () => {
  const { img, image, path, pathOf } = await withSecret()
  const elsewhere = img.as({ name: 'Joon', sid: 'phone' })
  const other = pathOf((await elsewhere('GET', `/api/images/${image.id}`)).body.urls.medium)
  expect((await img.look(path)).status).toBe(200)

  await img.endSession('sid-Joon')

  const ended = await img.look(path)
  expect(ended.status).toBe(403)
  expect(ended.bytes.toString()).toContain('picture_url_ended')
  expect((await img.look(other)).status).toBe(200)
})

test('the full size is given to keep, under its title, to those who may see it', async () => {
  const { img, joon, image } = await withSecret()
  await joon('PATCH', `/api/images/${image.id}`, { title: '밤/바다' })
  const path = `/api/images/${image.id}/original`

  const given = await joon('GET', path)

  expect(given.status).toBe(200)
  expect(given.headers['content-disposition']).toContain(encodeURIComponent('밤_바다.jpg'))
  expect(given.headers['cache-control']).toBe('private, no-store')
  expect(given.headers['content-length']).toBe(String(image.bytes))
  expect((await img.as('Eve')('GET', path)).status).toBe(404)
  expect((await img.anonymous('GET', path)).status).toBe(404)
})
