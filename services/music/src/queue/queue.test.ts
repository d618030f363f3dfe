import { expect, test } from 'vitest'
import { mina, testMusic } from '../music.fixture.ts'
import { EditedQueue, Queue } from './queue.schema.ts'

async function withQueue(count = 4) {
  const music = await testMusic()
  const tracks: string[] = []
  for (let n = 0; n < count; n++) tracks.push((await music.given({ title: `t${n}` })).id)
  const joon = music.as('joon')
  let revision = 0
  const edit = async (...operations: object[]) => {
    const answer = await joon('POST', '/api/queue/operations', { revision, operations })
    expect(answer.body).toMatchObject({ revision: revision + 1 })
    revision++
    const queue = (await joon('GET', '/api/queue')).body
    // What the edit tells is what is there.
    expect(EditedQueue.parse(answer.body)).toEqual(answer.body)
    expect(queue).toMatchObject({ current: answer.body.current, revision })
    return { ...shown(queue), added: answer.body.added.length as number, order: answer.body.items as string[] }
  }
  return { music, tracks, joon, edit }
}

function shown(queue: { items: { itemId: string; track: { title: string } }[]; current: { itemId: string } | null }) {
  return {
    titles: queue.items.map((item) => item.track.title).join(' '),
    items: queue.items.map((item) => item.itemId),
    current: queue.items.find((item) => item.itemId === queue.current?.itemId)?.track.title ?? null,
  }
}

test('a queue starts empty, and is what the API promises when it is not', async () => {
  const { joon, tracks, edit } = await withQueue(2)

  expect((await joon('GET', '/api/queue')).body).toEqual({
    revision: 0,
    items: [],
    current: null,
    shuffle: false,
    repeat: 'off',
  })
  await edit({ op: 'replace', trackIds: tracks, startAt: 1 })
  const { body } = await joon('GET', '/api/queue')
  expect(Queue.parse(body)).toEqual(body)
  expect(shown(body)).toMatchObject({ titles: 't0 t1', current: 't1' })
})

test('tracks are put in, moved, and taken out; the current one stays current', async () => {
  const { tracks, edit } = await withQueue(4)
  const [t0, t1, t2, t3] = tracks as [string, string, string, string]

  const { items } = await edit({ op: 'replace', trackIds: [t0, t1, t0] })
  expect(await edit({ op: 'insertAfter', itemId: items[0], trackIds: [t2, t3] })).toMatchObject({
    titles: 't0 t2 t3 t1 t0',
    current: 't0',
  })
  expect(await edit({ op: 'insertAfter', itemId: null, trackIds: [t3] })).toMatchObject({
    titles: 't3 t0 t2 t3 t1 t0',
    current: 't0',
  })
  expect(await edit({ op: 'move', itemIds: [items[0]], afterItemId: items[2] })).toMatchObject({
    titles: 't3 t2 t3 t1 t0 t0',
    current: 't0',
  })
  expect(await edit({ op: 'move', itemIds: [items[2]], afterItemId: null })).toMatchObject({
    titles: 't0 t3 t2 t3 t1 t0',
  })
  expect(await edit({ op: 'remove', itemIds: [items[1], items[2]] })).toMatchObject({
    titles: 't3 t2 t3 t0',
    current: 't0',
  })
  expect(await edit({ op: 'clear' })).toMatchObject({ titles: '', current: null })
})

test('what is removed while it plays gives way to the next', async () => {
  const { tracks, edit } = await withQueue(3)
  const { items } = await edit({ op: 'replace', trackIds: tracks, startAt: 1 })

  expect(await edit({ op: 'remove', itemIds: [items[1]] })).toMatchObject({ titles: 't0 t2', current: 't2' })
  expect(await edit({ op: 'remove', itemIds: [items[2]] })).toMatchObject({ titles: 't0', current: null })
})

test('several move together, in the order given; an answer holds only the tracks that are new', async () => {
  const { tracks, edit } = await withQueue(4)
  const { items, added } = await edit({ op: 'replace', trackIds: tracks })
  expect(added).toBe(4)

  const moved = await edit({ op: 'move', itemIds: [items[3], items[0]], afterItemId: items[2] })
  expect(moved).toMatchObject({ titles: 't1 t2 t3 t0', added: 0 })
  expect(moved.order).toEqual(moved.items)
  expect(await edit({ op: 'move', itemIds: [items[1], items[2]], afterItemId: items[1] })).toMatchObject({
    titles: 't1 t2 t3 t0',
  })
  expect(await edit({ op: 'insertAfter', itemId: items[0], trackIds: [tracks[0]!] })).toMatchObject({ added: 1 })
})

test('two edits on one revision: the second is refused', async () => {
  const { joon, tracks, music } = await withQueue(2)
  const edit = (trackIds: string[]) =>
    joon('POST', '/api/queue/operations', { revision: 0, operations: [{ op: 'replace', trackIds }] })

  const answers = await Promise.all([edit([tracks[0]!]), edit([tracks[1]!])])

  const [won, lost] = answers.toSorted((one, other) => one.status - other.status) as [
    (typeof answers)[0],
    (typeof answers)[0],
  ]
  expect(won.status).toBe(200)
  expect(lost).toMatchObject({ status: 409, body: { code: 'queue_conflict' } })
  expect((await joon('GET', '/api/queue')).body.items).toEqual(won.body.added)
  expect(music.told.filter((told) => told.event === 'queue')).toEqual([
    { to: { userId: music.userId('joon') }, event: 'queue', data: { revision: 1 } },
  ])
})

test('operations go together or not at all', async () => {
  const { joon, tracks, edit } = await withQueue(2)
  await edit({ op: 'replace', trackIds: tracks })

  const answer = await joon('POST', '/api/queue/operations', {
    revision: 1,
    operations: [{ op: 'clear' }, { op: 'move', itemIds: ['zz'], afterItemId: null }],
  })
  expect(answer).toMatchObject({ status: 400, body: { code: 'queue_item_not_found' } })
  expect(shown((await joon('GET', '/api/queue')).body).titles).toBe('t0 t1')
})

test('the position moves without a new revision, and is the listener’s own', async () => {
  const { joon, tracks, edit, music } = await withQueue(2)
  const { items } = await edit({ op: 'replace', trackIds: tracks })

  expect(await joon('PUT', '/api/queue/position', { itemId: items[1], positionSeconds: 12.5 })).toMatchObject({
    status: 204,
  })
  expect((await joon('GET', '/api/queue')).body).toMatchObject({
    revision: 1,
    current: { itemId: items[1], positionSeconds: 12.5 },
  })
  expect(await joon('PUT', '/api/queue/position', { itemId: 'zz', positionSeconds: 1 })).toMatchObject({ status: 400 })
  expect(await joon('PUT', '/api/queue/position', { itemId: items[1], positionSeconds: -1 })).toMatchObject({
    status: 400,
  })
  expect((await music.as('eve')('GET', '/api/queue')).body.items).toEqual([])
})

test('modes are kept; tracks that one may not see are left out, later ones too', async () => {
  const { joon, tracks, edit, music } = await withQueue(2)
  const draft = await music.given({ visibility: 'draft' })

  expect(await edit({ op: 'replace', trackIds: [draft.id, ...tracks], startAt: 2 })).toMatchObject({
    titles: 't0 t1',
    current: 't1',
  })
  await edit({ op: 'mode', shuffle: true, repeat: 'all' })
  await music.as(mina)('DELETE', `/api/tracks/${tracks[0]}`)
  expect((await joon('GET', '/api/queue')).body).toMatchObject({
    shuffle: true,
    repeat: 'all',
    items: [{ track: { title: 't1' } }],
  })
})

test('a queue holds ten thousand tracks and no more', async () => {
  const { joon, tracks, edit } = await withQueue(1)
  const many = (count: number) => Array<string>(count).fill(tracks[0]!)

  expect((await edit({ op: 'replace', trackIds: many(10_000) })).items).toHaveLength(10_000)
  const more = await joon('POST', '/api/queue/operations', {
    revision: 1,
    operations: [{ op: 'insertAfter', itemId: null, trackIds: many(1) }],
  })
  expect(more).toMatchObject({ status: 400, body: { code: 'queue_too_long' } })
})
