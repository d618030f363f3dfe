import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import type { Bell } from '../server.ts'
import { countEffects } from './count-effects.ts'
import { findIndexDifferences } from './count-index.ts'
import { waitUntilDrained } from './drain.ts'
import type { UploadEntry } from './ledger.ts'
import type { Load } from './load.ts'
import { openUnderneath } from './underneath.ts'

export interface Count {
  /** What was acknowledged and is not there; a sentence each. */
  lost: string[]
  /** What is there more than once. */
  doubled: string[]
  /** What else is not as it should be: a session that ended, an answer that was untrue, an index that differs, … */
  wrong: string[]
  /** How long events took, after the last request, until nothing waited any more. */
  drainedMs: number
}

export interface Findings extends Pick<Count, 'lost' | 'doubled' | 'wrong'> {}

/**
 * Counts what was acknowledged against what is found, by the API as its people see it and in the database where the API
 * does not show it. The load rests; every engine and process is there, and has been left to itself.
 */
export async function count(bell: Bell, load: Load): Promise<Count> {
  const began = performance.now()
  const findings: Findings = { lost: [], doubled: [], wrong: [] }
  const underneath = await openUnderneath(bell)
  try {
    await waitUntilDrained(bell, underneath, findings)
    const drainedMs = Math.round(performance.now() - began)
    for (const client of load.clients) {
      await client.refresh()
      await countOf(load, client, findings)
    }
    await countEffects(underneath, load, findings)
    findings.wrong.push(...(await findIndexDifferences(underneath, bell)))
    if (findings.lost.length + findings.doubled.length > 0) noteLost()
    for (const [what, times] of load.ledger.untrue) findings.wrong.push(`${what} (${times} times)`)
    return { ...findings, drainedMs }
  } finally {
    await underneath.close()
  }
}

/** For whoever runs the tests: this is never a matter of a busy machine. */
function noteLost() {
  const { BELL_FAULTS_LOST } = process.env
  if (BELL_FAULTS_LOST) writeFileSync(BELL_FAULTS_LOST, '')
}

const atOnce = 100

/** Each acknowledged upload of this person is a ready track, with the last title and its bytes. */
async function countOf({ ledger }: Load, client: Load['clients'][number], { lost, doubled, wrong }: Findings) {
  const own = ledger.uploads.filter(({ personId, outcome }) => personId === client.id && outcome === 'acknowledged')
  if (new Set(own.map(({ trackId }) => trackId)).size < own.length) doubled.push('Two uploads were answered one track.')
  for (let at = 0; at < own.length; at += atOnce) {
    const some = own.slice(at, at + atOnce)
    const ids = some.map(({ trackId }) => trackId).join()
    const { status, body } = await client.ask('GET', `/api/tracks?limit=100&ids=${ids}`)
    if (status !== 200) return void wrong.push(`${client.id} is answered ${status} and not their tracks.`)
    const cards = new Map((body.items as Card[]).map((card) => [card.id, card]))
    for (const entry of some) {
      const card = cards.get(entry.trackId!)
      const name = `${entry.fileName} (${entry.trackId})`
      if (!card) {
        lost.push(`${name} is not there.`)
        continue
      }
      if (card.status !== 'ready') lost.push(`${name} is ${card.status}.`)
      if (!standing(entry).includes(card.title))
        lost.push(`${name} is called “${card.title}” and not “${standing(entry).join('” or “')}”.`)
      if (card.analysis !== 'done') wrong.push(`The sound of ${name} is ${card.analysis}.`)
      if ((card.coverUrl !== null) !== entry.hasCover)
        lost.push(`${name} has ${card.coverUrl === null ? 'no' : 'a'} cover.`)
      if (!(await plays(client, entry))) lost.push(`${name} does not play with its bytes.`)
    }
  }
}

interface Card {
  id: string
  status: string
  title: string
  analysis: string
  coverUrl: string | null
}

/** The titles that may stand now: the last that was acknowledged, or a later one of which it is not known. */
function standing({ titles }: UploadEntry) {
  const last = titles.findLastIndex(({ outcome }) => outcome === 'acknowledged')
  return titles.slice(last).flatMap(({ title, outcome }) => (outcome === 'refused' ? [] : [title]))
}

async function plays(client: Load['clients'][number], { trackId, sha256 }: UploadEntry) {
  const given = await client.ask('POST', `/api/tracks/${trackId}/stream-url`)
  if (given.status !== 200) return false
  const { status, body } = await client.ask('GET', given.body.url)
  return status === 200 && createHash('sha256').update(body).digest('hex') === sha256
}

/** One line of figures for whoever reads the log. */
export function describeLedger({ ledger: { uploads, plays: begun, refreshes, searches, listens } }: Load) {
  const of = (outcomes: string[]) => {
    const acknowledged = outcomes.filter((outcome) => outcome === 'acknowledged').length
    return `${acknowledged} (+${outcomes.filter((outcome) => outcome === 'unknown').length} unknown)`
  }
  const titles = uploads.flatMap((entry) => entry.titles.slice(1))
  const told = { refreshes, searches, listens }
  return [
    `uploads ${of(uploads.map(({ outcome }) => outcome))}`,
    `edits ${of(titles.map(({ outcome }) => outcome))}`,
    `plays ${of(begun.map(({ outcome }) => outcome))}`,
    ...Object.entries(told).map(([name, { acknowledged, unknown }]) => `${name} ${acknowledged} (+${unknown} unknown)`),
  ].join(', ')
}
