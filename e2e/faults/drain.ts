import { setTimeout as wait } from 'node:timers/promises'
import { commandPath } from '../../apps/bell/src/command-listener.ts'
import type { Bell } from '../server.ts'
import type { Findings } from './count.ts'
import type { Underneath } from './underneath.ts'

const longestMs = 240_000

/** Waits until nothing waits any more: neither in an outbox, nor at a consumer, nor a track to be read or decoded. */
export async function waitUntilDrained(bell: Bell, underneath: Underneath, { wrong }: Findings) {
  for (const end = performance.now() + longestMs; ; await wait(500)) {
    const waiting = await whatWaits(bell, underneath)
    if (waiting.length === 0) break
    if (performance.now() < end) continue
    wrong.push(`After ${longestMs / 1000} s there still waits: ${waiting.join(', ')}.`)
    break
  }
  for (const { name, db } of underneath.services) {
    const letters = await db.selectFrom('deadLetter').select(['consumer', 'type', 'key', 'error']).limit(5).execute()
    for (const { consumer, type, key, error } of letters)
      wrong.push(`${name} has a dead letter, ${type} ${key} of ${consumer}: ${error.split('\n')[0]}`)
  }
}

interface StateLine {
  service: string
  waiting?: number
  consumer?: string
  behind?: number | null
}

async function whatWaits({ internal }: Bell, { commandKey, music }: Underneath) {
  const state = await readState(internal, commandKey)
  if (!state) return ['an answer of the process itself']
  const unread = await music.selectFrom('track').select('id').where('status', '=', 'processing').limit(1).execute()
  return [
    ...state.flatMap(({ service, waiting, consumer, behind }) => {
      if (consumer === undefined) return waiting === 0 ? [] : [`${waiting} events in the outbox of ${service}`]
      return behind === 0 ? [] : [`${behind ?? 'it is not known how many'} events at ${consumer}`]
    }),
    ...unread.map(({ id }) => `track ${id}, to be read`),
  ]
}

/** What `bell events state` prints; undefined while the process does not answer. */
async function readState(internal: string, key: string): Promise<StateLine[] | undefined> {
  try {
    const answer = await fetch(`http://${internal}${commandPath}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ name: 'events state', input: {} }),
    })
    return ((await answer.json()) as { result?: StateLine[] }).result
  } catch {
    return undefined
  }
}
