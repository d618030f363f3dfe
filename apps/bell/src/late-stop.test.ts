import { createLogger } from '@bell/platform/http'
import { expect, test, vi } from 'vitest'
import { endLateStop } from './late-stop.ts'

test('a stop that takes long says what it waits for, and ends when that is too long', async () => {
  const lines: string[] = []
  const log = createLogger({ to: { write: (line: string) => void lines.push(line) } })
  const exit = vi.fn()
  const during = endLateStop({ log, afterMs: 50, exit })

  await during('music: event streams', Promise.resolve())
  void during('music: requests', new Promise(() => {}))
  void during('auth: events', new Promise(() => {}))

  await expect.poll(() => exit.mock.calls).toEqual([[1]])
  const waitsFor = ['music: requests', 'auth: events']
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 40, waitsFor },
    { level: 60, waitsFor },
  ])
})
