import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { testClock } from '../clock/index.ts'
import { testKeyValue } from './contract.ts'
import { createEmbeddedKeyValue } from './embedded.ts'

describe('in memory', () => testKeyValue(async () => openStore()))
describe('in a file', () => testKeyValue(async () => openStore(await temporaryFile())))

test('values and their lifetimes outlive the process when they are in a file', async () => {
  const file = await temporaryFile()
  const before = openStore(file)
  await before.keyValue.set('queue', 'songs')
  await before.keyValue.set('short', 'lived', { ttlMs: 1000 })
  await before.keyValue.increment('hits', { by: 3, ttlMs: 1000 })
  await before.keyValue.close()

  const after = openStore(file, before.clock)
  expect(await after.keyValue.get('queue')).toBe('songs')
  expect(await after.keyValue.get('short')).toBe('lived')
  expect(await after.keyValue.increment('hits', { ttlMs: 1000 })).toBe(4)
  after.advance(1000)
  expect(await after.keyValue.get('short')).toBeUndefined()
})

test('the file does not grow with what is over', async () => {
  const file = await temporaryFile()
  const { keyValue, advance } = openStore(file)
  const rows = new DatabaseSync(file, { readOnly: true })
  onTestFinished(() => rows.close())

  await keyValue.set('lasting', 'stays')
  for (let n = 0; n < 5000; n++) {
    await keyValue.increment(`address ${n}`, { ttlMs: 1000 })
    advance(10)
  }

  // A hundred live at any time; what is over waits for the next sweep at most.
  expect(rows.prepare('SELECT count(*) AS count FROM entry').get()!.count).toBeLessThan(500)
  expect(await keyValue.get('lasting')).toBe('stays')
})

test('who leaves does not even hear what was sent just before', async () => {
  const { keyValue } = openStore()
  const heard: string[] = []
  const leave = await keyValue.subscribe('channel', (message) => heard.push(message))
  await Promise.all([keyValue.publish('channel', 'late'), leave()])
  await keyValue.publish('channel', 'later')

  expect(heard).toEqual([])
})

test('a listener that throws is logged', async () => {
  const logged: unknown[] = []
  const keyValue = createEmbeddedKeyValue({
    clock: testClock(),
    log: { error: (details: unknown) => void logged.push(details) },
  })
  const fault = new Error('a listener’s own fault')
  const heard = new Promise<void>((resolve) => {
    void keyValue.subscribe('channel', () => {
      throw fault
    })
    void keyValue.subscribe('channel', () => resolve())
  })
  await keyValue.publish('channel', 'one')
  await heard

  expect(logged).toEqual([{ err: fault }])
})

function openStore(file?: string, clock = testClock()) {
  const keyValue = createEmbeddedKeyValue({ file, clock })
  onTestFinished(() => keyValue.close())
  return { keyValue, clock, advance: (ms: number) => clock.advance(ms) }
}

async function temporaryFile() {
  const folder = await mkdtemp(path.join(tmpdir(), 'bell-key-value-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return path.join(folder, 'key-value.db')
}
