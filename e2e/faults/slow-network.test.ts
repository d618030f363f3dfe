import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDistributed, type Distributed } from '../distributed.ts'
import { count, describeLedger } from './count.ts'
import { isLong } from './form.ts'
import { openListener } from './listener.ts'
import { startLoad, type Load } from './load.ts'
import { seededRandom } from './random.ts'
import { openSlowLinks } from './slow-links.ts'

const breaks = isLong ? 60 : 6
const leastUploads = isLong ? 60 : 6

let links: Awaited<ReturnType<typeof openSlowLinks>>
let bell: Distributed
let load: Load
let listener: Awaited<ReturnType<typeof openListener>>

beforeAll(async () => {
  links = await openSlowLinks(seededRandom(5))
  bell = await startDistributed(16_300, ['--database-pool=3'])
  load = await startLoad(bell, { seed: 5, pace: 0.7 })
  listener = await openListener(bell, load.guest)
}, 300_000)

afterAll(async () => {
  await listener?.leave()
  await load?.rest()
  await bell?.stop()
  links?.close()
}, 300_000)

test(
  'engines that are far away, by a line that loses and breaks, lose and double nothing',
  { timeout: 600_000 },
  async () => {
    links.makeSlow()
    const stopReading = listener.keepReading(load.ledger)
    for (let n = 0; n < breaks || uploaded() < leastUploads; n++) {
      await wait(2000)
      links.breakOne()
    }
    await load.rest()
    links.makeFast()
    const read = await stopReading()
    const found = await count(bell, load)

    console.log(`${describeLedger(load)}; drained in ${found.drainedMs} ms`, 'a listener read', read)
    expect(found).toMatchObject({ lost: [], doubled: [], wrong: [] })
  },
)

const uploaded = () => load.ledger.uploads.filter(({ outcome }) => outcome === 'acknowledged').length
