// The whole program in one process on files, and as two processes of each role on PostgreSQL, Redis, Kafka, OpenSearch and S3
// (addresses in the environment, as for `npm run test:engines`), in turns within one run: what pages and clients ask for,
// by HTTP. Engines, processes and clients share the machine's cores.
import { engines } from '../e2e/faults/faulty-engines.ts'
import { hasEngines } from '../e2e/engines.ts'
import { startDistributed } from '../e2e/distributed.ts'
import { openClient } from '../e2e/faults/client.ts'
import { openLedger } from '../e2e/faults/ledger.ts'
import { makePeople } from '../e2e/faults/people.ts'
import { sendUpload, soundFile } from '../e2e/faults/send-upload.ts'
import { startBell, type Bell } from '../e2e/server.ts'
import { fire } from './cannon.ts'
import { createHttpBrowser } from './http-browser.ts'
import { inTurns } from './in-turns.ts'
import { median } from './median.ts'
import { report, type Measure } from './report.ts'

const people = 16
const rounds = 3
const seconds = 2

if (!hasEngines) {
  console.log(`The addresses of ${engines.join(', ')} are not set: there is nothing to compare with.`)
  process.exit()
}
type Contestant = Awaited<ReturnType<typeof open>>
const contestants: Contestant[] = []
const started: Bell[] = []
const measures: Measure[] = []
try {
  for (const [name, start] of [
    ['in one process', () => startBell(4760)],
    ['two of each role', () => startDistributed(4770)],
  ] as const) {
    started.push(await start())
    contestants.push(await open(name, started.at(-1)!))
  }
  // The library that lists then show.
  for (const one of contestants) await upload(one, 10)
  await compare('uploads of half a second of sound, to the answer that it is there', (one) => upload(one, 4))
  await compare('plays begun', (one) => each(one, 10, (client) => play(client, one)))
  await compare('GET /api/tracks?limit=50', (one) => read(one, '/api/tracks?limit=50'))
  await compare('GET /api/tracks/:id', (one) => read(one, `/api/tracks/${one.trackIds[0]}`))
  // Fewer than a session may do in a minute.
  await compare('refreshes', (one) => each(one, 10, (client) => client.refresh()))
  await compare('sign-ins, whole', (one) =>
    each(one, 1, (_, n) => createHttpBrowser(one.accounts[n]!).signIn(one.bell.music)),
  )
  const untrue = contestants.flatMap(({ ledger }) => [...ledger.untrue.keys()])
  if (untrue.length > 0) throw new Error(untrue.join('\n'))
} finally {
  for (const bell of started) await bell.stop()
}
report('distributed', `One process on files, and two of each role on engines; median of ${rounds}`, measures)

async function open(name: string, bell: Bell) {
  const ledger = openLedger()
  const all = await makePeople(bell, people)
  const clients = await Promise.all(all.map(({ browser }) => openClient(bell.music, browser, ledger)))
  const token = await all[0]!.browser.token(bell.music)
  const trackIds: string[] = []
  return { name, bell, ledger, clients, token, trackIds, accounts: all.map(({ account }) => account), files: 0 }
}

async function compare(what: string, run: (one: Contestant) => Promise<number>) {
  for (const [{ name }, all] of await inTurns(contestants, rounds, run))
    measures.push({ measure: `${what}: ${name}`, value: median(all), unit: '/s' })
}

/** Each person does it so often, one after the other. @returns how many there were a second */
async function each(
  { clients }: Contestant,
  times: number,
  work: (client: Contestant['clients'][number], n: number) => Promise<unknown>,
) {
  const began = performance.now()
  await Promise.all(
    clients.map(async (client, n) => {
      for (let time = 0; time < times; time++) await work(client, n)
    }),
  )
  return (clients.length * times * 1000) / (performance.now() - began)
}

function upload(one: Contestant, times: number) {
  return each(one, times, async (client) => {
    const file = soundFile(one.files++)
    const details = { title: file.name, artistName: 'Band', album: `Record ${one.files % 31}` }
    const answer = await sendUpload(client, file, details, AbortSignal.timeout(60_000))
    if (answer?.status !== 201) throw new Error(`An upload was answered ${answer?.status}.`)
    one.trackIds.push(answer.body.id)
  })
}

async function play(client: Contestant['clients'][number], { trackIds }: Contestant) {
  const { status } = await client.ask('POST', '/api/plays', { json: { trackId: trackIds[0] } })
  if (status !== 201) throw new Error(`A play was answered ${status}.`)
}

async function read({ bell, token }: Contestant, path: string) {
  return (await fire(`${bell.music}${path}`, seconds, { authorization: `Bearer ${token}` })).rate
}
