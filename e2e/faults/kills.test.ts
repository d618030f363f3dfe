import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDistributed, type Distributed } from '../distributed.ts'
import { count, describeLedger } from './count.ts'
import { engines, killEngine, startEngine, untilUp } from './faulty-engines.ts'
import { isLong } from './form.ts'
import { stoodStill } from './ledger.ts'
import { openListener } from './listener.ts'
import { startLoad, type Load } from './load.ts'
import { seededRandom } from './random.ts'

/** `FAULTS_SEED` in the environment repeats the kills of an earlier run; their moments within the load are never the same. */
const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 1_000_000)
const random = seededRandom(seed)
/** So many moments between two counts, so that a fault is found near its cause. */
const perRound = isLong ? 25 : 9
const rounds = isLong ? 8 : 1
/** Of those that were killed, so many at most are still on their way back when the next one is. */
const mostAway = 3

interface Victim {
  name: string
  kill: () => Promise<void>
  start: () => Promise<void>
}

let bell: Distributed
let load: Load
let listener: Awaited<ReturnType<typeof openListener>>
let victims: Victim[]
const away = new Map<Victim, Promise<void>>()

beforeAll(async () => {
  console.log(`The seed is ${seed}.`)
  bell = await startDistributed(23_000, [], { apart: isLong })
  const processes = [...bell.web, ...bell.behind]
  victims = [
    ...engines.map((engine) => ({ name: engine, kill: () => killEngine(engine), start: () => startEngine(engine) })),
    ...processes.map(({ roles, kill, start }, n) => {
      const name = `${roles} (${n})`
      return { name, kill, start: () => untilUp(name, start) }
    }),
  ]
  load = await startLoad(bell, { seed })
  listener = await openListener(bell, load.guest)
}, 300_000)
afterAll(async () => {
  await listener?.leave()
  await load?.rest()
  await bell?.stop()
}, 300_000)

/** Of those that are here, whoever was chosen least, in an order of chance; each third time another one goes with it. */
function* inTurn(): Generator<Victim[]> {
  const times = new Map(victims.map((victim) => [victim, 0]))
  const choose = (beside?: Victim) => {
    const here = victims.filter((victim) => !away.has(victim) && victim !== beside)
    const least = Math.min(...here.map((victim) => times.get(victim)!))
    const chosen = random.oneOf(here.filter((victim) => times.get(victim) === least))!
    times.set(chosen, least + 1)
    return chosen
  }
  for (let n = 1; ; n++) {
    const first = choose()
    yield n % 3 === 0 ? [first, choose(first)] : [first]
  }
}

/** At a moment of chance they die, both in the same one; they come back while the next ones are chosen. */
async function strike(chosen: Victim[]) {
  await wait(random.between(200, 2500))
  console.log(`kill -9: ${chosen.map(({ name }) => name).join(' and ')}`)
  for (const victim of chosen) {
    const back = victim
      .kill()
      .then(() => wait(random.between(0, 1500)))
      .then(victim.start)
      .finally(() => away.delete(victim))
    away.set(victim, back)
  }
  while (away.size >= mostAway) await Promise.race(away.values())
}

test.for(Array.from({ length: rounds }, (_, n) => n + 1))(
  `${perRound} times kill -9 of an engine, a process or two of them lose and double nothing, round %i`,
  { timeout: 1_500_000 },
  async () => {
    const turns = inTurn()
    const stopReading = listener.keepReading(load.ledger)
    const notDone = await stoodStill(load.ledger, async () => {
      load.go()
      for (let n = 0; n < perRound; n++) await strike(turns.next().value as Victim[])
      await Promise.all(away.values())
      await load.rest()
    })

    const read = await stopReading()
    const found = await count(bell, load)

    console.log(`${describeLedger(load)}; drained in ${found.drainedMs} ms`, notDone, found, 'a listener read', read)
    expect(found).toMatchObject({ lost: [], doubled: [], wrong: [] })
    expect(notDone).toEqual([])
    expect([...bell.web, ...bell.behind].filter((one) => one.hasFailed()).map(({ roles }) => roles)).toEqual([])
  },
)
