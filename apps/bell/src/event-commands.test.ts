import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { musicMigrations, type MusicTables } from '@bell/music'
import { openDatabase } from '@bell/platform/database'
import { createLogger } from '@bell/platform/http'
import { expect, onTestFinished, test } from 'vitest'
import { commands } from './commands.ts'
import { compose } from './compose.ts'
import { readConfig } from './config.ts'

const person = '01999f3a-0000-7000-8000-000000000001'

/** The three products at work, with dead letters of MusicBell's that a consumer has left. */
async function given(...letters: { id: string; data: object }[]) {
  const folder = mkdtempSync(join(tmpdir(), 'bell-events-'))
  const music = await openDatabase<MusicTables>({
    url: `sqlite:${join(folder, 'music.db')}`,
    schema: 'music',
    migrations: musicMigrations,
  })
  for (const { id, data } of letters) {
    const event = { id: `event of ${id}`, type: 'auth.user.restored', subject: person, source: 'auth', data }
    await music.db
      .insertInto('deadLetter')
      .values({
        id,
        consumer: 'music.people',
        eventId: event.id,
        type: event.type,
        key: event.subject,
        event: JSON.stringify(event),
        error: 'Error: it was away\n    at somewhere',
        attempts: 6,
        failedAt: Date.parse('2026-11-24T09:30:00Z'),
      })
      .execute()
  }
  await music.close()
  const composition = await compose(readConfig(['--home', folder]), createLogger({ level: 'silent' }))
  onTestFinished(async () => {
    await composition.close()
    rmSync(folder, { recursive: true })
  })
  return (name: string, input: object = {}) => {
    const command = commands[name]!
    return command.run(composition, command.input.parse(input))
  }
}

test('dead letters of any product are listed, given to their consumer again, or forgotten', async () => {
  const run = await given({ id: 'good', data: { id: person } }, { id: 'bad', data: { id: 'nobody' } })

  expect(await run('events dead-letters')).toEqual(
    ['good', 'bad'].map((id) => ({
      id,
      service: 'music',
      consumer: 'music.people',
      type: 'auth.user.restored',
      subject: person,
      attempts: 6,
      failedAt: '2026-11-24T09:30:00.000Z',
      error: 'Error: it was away',
    })),
  )
  expect(await run('events replay', { id: ['good', 'bad', 'gone'] })).toEqual([
    { id: 'good', outcome: 'applied' },
    { id: 'bad', outcome: expect.stringContaining('failed again') as string },
    { id: 'gone', outcome: expect.stringContaining('There is no dead letter gone') as string },
  ])
  expect(await run('events dead-letters')).toMatchObject([{ id: 'bad', attempts: 7 }])

  await run('events discard', { id: 'bad' })
  expect(await run('events dead-letters')).toEqual([])
  await expect(run('events discard', { id: 'bad' })).rejects.toMatchObject({ code: 'dead_letter_not_found' })
})

test('the state has every consumer, and one can be told to read again', async () => {
  const run = await given({ id: 'one', data: { id: person } })

  expect(await run('events state')).toEqual(
    expect.arrayContaining([
      { service: 'music', waiting: 0, oldestSeconds: 0, deadLetters: 1 },
      { service: 'music', consumer: 'music.people', behind: 0 },
      { service: 'img', consumer: 'img.people', behind: 0 },
    ]),
  )
  const since = '2026-11-24T09:30:00Z'
  expect(await run('events reread', { consumer: 'music.people', since })).toEqual({
    consumer: 'music.people',
    events: 0,
  })
  await expect(run('events reread', { consumer: 'nobody', since })).rejects.toMatchObject({
    code: 'consumer_not_found',
  })
})
