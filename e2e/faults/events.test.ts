import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventTopics } from '../../apps/bell/src/event-topics.ts'
import { readConfig } from '../../apps/bell/src/config.ts'
import { openAsStranger, type Message } from '../../packages/platform/src/kafka/stranger.fixture.ts'
import { startDistributed, type Distributed } from '../distributed.ts'
import { count, describeLedger, type Findings } from './count.ts'
import { waitUntilDrained } from './drain.ts'
import { isLong } from './form.ts'
import type { UploadEntry } from './ledger.ts'
import { openListener } from './listener.ts'
import { startLoad, type Load } from './load.ts'
import { seededRandom } from './random.ts'
import { sendUpload, soundFile } from './send-upload.ts'
import { openUnderneath, type Underneath } from './underneath.ts'

// What a bus may do to events, and what strangers may put on it.

const leastUploads = isLong ? 100 : 5
/** So many events come again at a time, of all there have been. */
const atOnce = 100
const topics = eventTopics.filter((topic) => !topic.endsWith('.dead-letters'))
const random = seededRandom(7)

let bell: Distributed
let load: Load
let listener: Awaited<ReturnType<typeof openListener>>
let underneath: Underneath
let bus: ReturnType<typeof openAsStranger>

beforeAll(async () => {
  bell = await startDistributed(16_200, ['--database-pool=3'])
  underneath = await openUnderneath(bell)
  bus = openAsStranger(readConfig(bell.flags).eventsUrl, eventTopics)
  load = await startLoad(bell, { seed: 3, pace: 0.5 })
  listener = await openListener(bell, load.guest)
}, 300_000)

afterAll(async () => {
  await listener?.leave()
  await load?.rest()
  await bus?.close()
  await underneath?.close()
  await bell?.stop()
}, 300_000)

test('events that come again under load, in any order, lose and double nothing', { timeout: 900_000 }, async () => {
  const stopReading = listener.keepReading(load.ledger)
  let again = 0
  for (let n = 0; n < leastUploads; n++) {
    const before = uploaded()
    const some = shuffled(await bus.readAll(topics)).slice(0, atOnce)
    await bus.write(some)
    again += some.length
    await expect.poll(uploaded, { timeout: 120_000 }).toBeGreaterThan(before)
  }
  await load.rest()

  const read = await stopReading()
  expect(again).toBeGreaterThan(10 * leastUploads)
  expect(await count(bell, load)).toMatchObject({ lost: [], doubled: [], wrong: [] })
  console.log(`${again} times an event came again; ${describeLedger(load)}; a listener read`, read)
})

test('all events that come twice more, in any order, change nothing in any table', { timeout: 900_000 }, async () => {
  const before = await fingerprints()
  const stopReading = listener.keepReading(load.ledger)

  const messages = await bus.readAll(topics)
  expect(messages.length).toBeGreaterThan(4 * leastUploads)
  // Within a key, too, an older one comes after a newer one.
  await bus.write(shuffled([...messages, ...messages]))
  const found: Findings = { lost: [], doubled: [], wrong: [] }
  await waitUntilDrained(bell, underneath, found)

  const read = await stopReading()
  expect(found.wrong).toEqual([])
  expect(await fingerprints()).toEqual(before)
  expect(await count(bell, load)).toMatchObject({ lost: [], doubled: [], wrong: [] })
  console.log(`${messages.length} events came twice more; a listener read`, read)
})

test(
  'under load, what no consumer can take becomes a dead letter, and what is behind it goes on',
  { timeout: 300_000 },
  async () => {
    load.go()
    const before = uploaded()
    const messages = await bus.readAll(topics)
    const track = await uploadApart()
    const stopReading = listener.keepReading(load.ledger)
    const poison = topics.flatMap((topic) => spoiltOf(topic, messages, track.trackId))
    for (const topic of topics) await bus.takeLarge(topic, 6 * 1024 ** 2)
    for (const message of poison) await bus.write([message])

    // Its event has the key of the poison, and so its place behind it in the same partition.
    const title = `${track.titles[0]!.title} behind the poison`
    const renamed = await load.clients[0]!.ask('PATCH', `/api/tracks/${track.trackId}`, { json: { title } })
    expect(renamed.status).toBe(200)
    track.titles.push({ title, outcome: 'acknowledged' })
    await expect.poll(uploaded, { timeout: 120_000 }).toBeGreaterThan(before + 2)
    await load.rest()
    load.ledger.uploads.push(track)
    await waitUntilDrained(bell, underneath, { lost: [], doubled: [], wrong: [] })

    await stopReading()
    const letters = await takeLetters()
    const readTopics = new Set(letters.map(({ topic }) => topic))
    console.log(`${poison.length} messages became ${letters.length} dead letters of ${readTopics.size} topics`)
    expect(readTopics).toContain('music.tracks')
    // Each consumer of a topic has all of its unreadable messages, each once.
    for (const [consumer, own] of Map.groupBy(letters, (letter) => letter.consumer)) {
      for (const [topic, some] of Map.groupBy(own, (letter) => letter.topic)) {
        const unreadable = some.filter(({ isUnreadable }) => isUnreadable)
        expect(unreadable.length, `${consumer} of ${topic}`).toBe(
          poison.filter((each) => each.topic === topic && each.isUnreadable).length,
        )
      }
    }
    expect(letters.some(({ isUnreadable, bytes }) => !isUnreadable && bytes > 5 * 1024 ** 2)).toBe(true)
    const told = await bus.readAll(eventTopics.filter((topic) => topic.endsWith('.dead-letters')))
    // One may be published twice, as any event.
    const ids = new Set(told.map(({ value }) => (JSON.parse(value.toString()) as { id: string }).id))
    expect(ids.size).toBe(letters.length)
    expect(await count(bell, load)).toMatchObject({ lost: [], doubled: [], wrong: [] })
  },
)

/** A ready track that the load does not know, and so does not rename. @returns what the ledger is to know of it at the end */
async function uploadApart() {
  const client = load.clients[0]!
  const file = soundFile(1_000_001)
  const details = { title: 'Apart', artistName: 'Band apart', album: 'Record apart' }
  const answer = await sendUpload(client, file, details, AbortSignal.timeout(60_000))
  expect(answer?.status).toBe(201)
  const trackId: string = answer!.body.id
  const status = async () => (await client.ask('GET', `/api/tracks/${trackId}`)).body.status
  await expect.poll(status, { timeout: 120_000 }).toBe('ready')
  const { name: fileName, sha256, hasCover } = file
  const titles: UploadEntry['titles'] = [{ title: details.title, outcome: 'acknowledged' }]
  return { personId: client.id, fileName, sha256, hasCover, outcome: 'acknowledged' as const, trackId, titles }
}

interface Poison extends Message {
  /** No event at all, or one of which no type can be read. */
  isUnreadable: boolean
}

function spoiltOf(topic: string, messages: Message[], subject: string): Poison[] {
  const event = { specversion: '1.0', type: 'stranger.thing.happened', source: 'stranger', subject }
  const whole = { ...event, time: new Date().toISOString(), dataschema: 'urn:strange:1', data: {} }
  const unreadable = [
    '{"id":"half of an ev',
    'null',
    '{"id":7,"type":"music.track.uploaded"}',
    JSON.stringify({ ...event, id: 'without a time', data: {} }),
    JSON.stringify({ ...whole, id: 'with a \0 in its name' }),
    JSON.stringify({ ...whole, id: 'x'.repeat(5000) }),
    'x'.repeat(5 * 1024 ** 2),
  ]
  // Of other services, or of versions to come: none of a consumer's business.
  const strange = [
    { ...whole, id: `unknown type on ${topic}` },
    {
      ...whole,
      id: `another service's on ${topic}`,
      type: topic.startsWith('img.') ? 'music.track.ready' : 'img.image.stored',
    },
  ]
  const known = messages.find((message) => message.topic === topic)
  const own = known ? (JSON.parse(known.value.toString()) as object) : undefined
  const spoilt = own ? [{}, { filler: 'x'.repeat(5 * 1024 ** 2 + 1000) }] : []
  const key = Buffer.from(subject)
  return [
    ...unreadable.map((text) => ({ topic, key, value: Buffer.from(text), isUnreadable: true })),
    ...strange.map((one) => ({ topic, key, value: Buffer.from(JSON.stringify(one)), isUnreadable: false })),
    ...spoilt.map((data, n) => {
      const value = Buffer.from(JSON.stringify({ ...own, id: `spoilt ${n} on ${topic}`, subject, data }))
      return { topic, key, value, isUnreadable: false }
    }),
  ]
}

const uploaded = () => load.ledger.uploads.filter(({ outcome }) => outcome === 'acknowledged').length

/** Reads and discards all dead letters. */
async function takeLetters() {
  const found = []
  for (const { db } of underneath.services) {
    const rows = await db.deleteFrom('deadLetter').returning(['consumer', 'type', 'key', 'eventId', 'event']).execute()
    for (const { consumer, type, key, eventId, event } of rows) {
      const isUnreadable = type === 'unreadable'
      const place = isUnreadable ? key : eventId
      const topic = topics.find((one) => place.includes(`${one}/`) || place.endsWith(` on ${one}`))!
      found.push({ consumer, topic, isUnreadable, bytes: event.length })
    }
  }
  return found
}

/** Of each table's rows, whatever their order; but for those that say who is at work, and what a listener's
 * page leaves: a session, and sizes of pictures. */
async function fingerprints() {
  const client = new pg.Client(readConfig(bell.flags).databaseUrl)
  await client.connect()
  try {
    const guests = 'select id from auth.account where email = $1'
    const guest = (await client.query<{ id: string }>(guests, [load.guest.email])).rows[0]!.id
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_schema in ('auth', 'music', 'img') and table_name !~* 'lease|relay|denial|derivative'`,
    )
    const all: Record<string, string> = {}
    for (const { name } of tables.rows) {
      const sums = `select count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) as sum from ${name} as t
                    where position($1 in t::text) = 0`
      all[name] = (await client.query<{ sum: string }>(sums, [guest])).rows[0]!.sum
    }
    return all
  } finally {
    await client.end()
  }
}

function shuffled<T>(list: T[]) {
  const all = [...list]
  for (let n = all.length - 1; n > 0; n--) {
    const other = Math.floor(random.next() * (n + 1))
    ;[all[n], all[other]] = [all[other]!, all[n]!]
  }
  return all
}
