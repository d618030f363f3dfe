import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { keptInFiles } from './kept-in-files.ts'

const engines = {
  databaseUrl: 'postgres://db/bell',
  keyValueUrl: 'redis://cache',
  eventsUrl: 'kafka://log:9092',
  searchUrl: 'opensearch://index:9200',
  blobsUrl: 's3://bucket?endpoint=http://store:9000&region=us-east-1',
}
const kept = (settings: Partial<typeof engines>, ...flags: string[]) =>
  keptInFiles({ ...readConfig(flags), ...settings })

test('a data folder belongs to one process as long as anything it keeps is in it', () => {
  expect(kept({})).toEqual(['tables', 'limits', 'events', 'the search index', 'sound and pictures'])
  expect(kept(engines)).toEqual([])
  for (const left of Object.keys(engines)) {
    const others = Object.entries(engines).filter(([name]) => name !== left)
    expect(kept(Object.fromEntries(others))).toHaveLength(1)
  }
})

test('what a process does not do it keeps nothing of', () => {
  const { databaseUrl, keyValueUrl } = engines

  expect(kept({ databaseUrl, keyValueUrl }, '--services=auth', '--roles=web,scheduler')).toEqual([])
  expect(kept({ databaseUrl, keyValueUrl }, '--services=auth', '--roles=relay')).toEqual(['events'])
  expect(kept({ databaseUrl, keyValueUrl }, '--services=img', '--roles=web')).toEqual(['sound and pictures'])
})
