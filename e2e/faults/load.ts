import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Bell } from '../server.ts'
import { openClient, type Client } from './client.ts'
import {
  acknowledged,
  noteUntrue,
  openLedger,
  outcomeOf,
  type Ledger,
  type PlayEntry,
  type UploadEntry,
} from './ledger.ts'
import { makePeople } from './people.ts'
import { seededRandom } from './random.ts'
import { sendUpload, soundFile } from './send-upload.ts'

const peopleCount = 4
/** How long after the last fault everything must have come to an end. */
const longestRestMs = 180_000

interface Account {
  email: string
  password: string
}

export interface Load {
  /** What was asked for and what was acknowledged, up to now. */
  ledger: Ledger
  clients: Client[]
  /** Theirs, to sign in once more. */
  accounts: Account[]
  /** Somebody's of whom nothing is counted. */
  guest: Account
  /** Begins nothing more. Resolves when what is under way has come to its end, which an outage delays. */
  rest(): Promise<void>
  /** Goes on after a rest. */
  go(): void
}

/**
 * A steady load of four people, whose accounts are made on a fresh installation: each uploads, renames tracks, listens,
 * renews the session and searches, and writes down what was acknowledged. Resolves when it has come to all of these.
 * @param o.pace how many times as much as usual: about an upload, two renamings, a play, a refresh and two searches a second
 */
export async function startLoad(bell: Bell, o: { seed: number; pace?: number }): Promise<Load> {
  const { pace = 1 } = o
  const ledger = openLedger()
  const random = seededRandom(o.seed)
  const people = await makePeople(bell, peopleCount + 1)
  const { account: guest } = people.pop()!
  const clients = await Promise.all(people.map(({ browser }) => openClient(bell.music, browser, ledger)))
  const stopping = new AbortController()
  let gate = Promise.withResolvers<void>()
  gate.resolve()
  let isOpen = true
  const inHand = new Set<Promise<void>>()
  let files = 0

  /** Does something again and again, on the average once in so many milliseconds, the first time within half of that. */
  async function keepOn(everyMs: number, work: () => Promise<void>) {
    for (let least = 0; ; least = 0.5) {
      await wait(random.between(least, least === 0 ? 0.5 : 1.5) * (everyMs / pace), undefined, { ref: false })
      await gate.promise
      const doing = work()
      inHand.add(doing)
      await doing.finally(() => inHand.delete(doing))
    }
  }

  async function upload(client: Client) {
    const file = soundFile(files++)
    const title = `Song${files} as it came`
    const entry: UploadEntry = {
      personId: client.id,
      fileName: file.name,
      sha256: file.sha256,
      hasCover: file.hasCover,
      outcome: 'unknown',
      titles: [{ title, outcome: 'unknown' }],
    }
    ledger.uploads.push(entry)
    const details = { title, artistName: `Band ${files % 7}`, album: `Record ${files % 31}` }
    const answer = await sendUpload(client, file, details, stopping.signal)
    if (!answer) return noteUntrue(ledger, `an upload did not come to its end within ${longestRestMs / 1000} s`)
    entry.outcome = entry.titles[0]!.outcome = outcomeOf(answer.status)
    if (answer.status === 201) entry.trackId = answer.body.id
  }

  const beingRenamed = new Set<UploadEntry>()

  async function rename(client: Client) {
    const own = ledger.uploads.filter((each) => each.personId === client.id && each.trackId && !beingRenamed.has(each))
    // Mostly what is new: it is still being read and decoded.
    const entry = random.oneOf(random.next() < 0.7 ? own.slice(-5) : own)
    if (!entry) return
    beingRenamed.add(entry)
    const [word] = entry.titles[0]!.title.split(' ')
    const change = { title: `${word} take ${entry.titles.length}`, outcome: 'unknown' as const }
    const written: UploadEntry['titles'][number] = change
    entry.titles.push(written)
    const { status } = await client.ask('PATCH', `/api/tracks/${entry.trackId}`, { json: { title: change.title } })
    written.outcome = outcomeOf(status)
    beingRenamed.delete(entry)
  }

  async function listen(client: Client) {
    const list = await client.ask('GET', '/api/tracks?limit=50')
    const shown = list.status === 200 ? (list.body.items as { id: string }[]) : []
    const trackId = random.oneOf(shown)?.id
    const entry = trackId && ledger.uploads.find((each) => each.trackId === trackId)
    if (!entry) return
    ledger.listens[await readWhole(client, entry)]++
    const open = { outcome: 'unknown', listened: 'unknown', from: performance.now(), until: Infinity } as const
    const play: PlayEntry = { personId: client.id, trackId, ...open }
    ledger.plays.push(play)
    const begun = await client.ask('POST', '/api/plays', { json: { trackId } })
    play.outcome = outcomeOf(begun.status)
    // As in our pages, a report that does not arrive is not sent again.
    if (begun.status !== 201) return
    play.playId = begun.body.playId
    await wait(400)
    const report = { positionSeconds: 0.4, state: 'ended' }
    play.listened = outcomeOf((await client.ask('PATCH', `/api/plays/${play.playId}`, { json: report })).status)
    play.until = performance.now()
  }

  async function readWhole(client: Client, { trackId, sha256 }: UploadEntry) {
    const given = await client.ask('POST', `/api/tracks/${trackId}/stream-url`)
    if (given.status !== 200) return outcomeOf(given.status)
    const heard = await client.ask('GET', given.body.url)
    if (heard.status === 200 && createHash('sha256').update(heard.body).digest('hex') !== sha256) {
      noteUntrue(ledger, 'other bytes were played than those that were sent')
    }
    return outcomeOf(heard.status)
  }

  async function search(client: Client) {
    const words = random.oneOf(ledger.uploads)?.titles[0]!.title.split(' ')[0] ?? 'nothing'
    const { status } = await client.ask('GET', `/api/search?q=${words}`)
    ledger.searches[outcomeOf(status)]++
  }

  for (const client of clients) {
    // Two at a time: while one waits for its turn, the other may be under way.
    for (let n = 0; n < 2; n++) void keepOn(6500, () => upload(client))
    void keepOn(1800, () => rename(client))
    void keepOn(3000, () => listen(client))
    void keepOn(3500, client.refresh)
    void keepOn(1800, () => search(client))
  }
  while (Object.values(acknowledged(ledger)).includes(0)) await wait(100)

  return {
    ledger,
    clients,
    accounts: people.map(({ account }) => account),
    guest,
    async rest() {
      if (isOpen) gate = Promise.withResolvers()
      isOpen = false
      const giveUp = setTimeout(() => stopping.abort(), longestRestMs)
      while (inHand.size > 0) await Promise.all(inHand)
      clearTimeout(giveUp)
    },
    go() {
      isOpen = true
      gate.resolve()
    },
  }
}
