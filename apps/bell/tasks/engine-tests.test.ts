import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findEngineTests, plansTest } from './engine-tests.ts'
import { root } from './root.ts'

const found = findEngineTests()

test('what reaches an engine is found, by fixtures, packages and programs too; what does not is left out', () => {
  expect(found).toEqual(
    expect.arrayContaining([
      'packages/platform/src/database/postgres.test.ts',
      'packages/platform/src/key-value/redis-failover.test.ts',
      'packages/platform/src/kafka/kafka-secure.test.ts',
      'services/auth/src/sign-in/sign-in.test.ts',
      'apps/bell/src/distributed.test.ts',
    ]),
  )
  expect(found).not.toContain('packages/platform/src/clock/clock.test.ts')
  expect(found).not.toContain('services/music/src/ingest/damaged.test.ts')
})

test('none is missed that asks the test kit for an engine, or a fixture that does', () => {
  const kits = /\bimport \{[^}]*\b(testDatabase|testMusic|testAuth|testImg|onSearchEngines|s3Folder|testBus)\b[^}]*\}/
  const asking = globSync('{services,packages/platform,apps/bell/src}/**/*.test.ts', { cwd: root })
    .filter((path) => !path.includes('node_modules'))
    .filter((path) => kits.test(readFileSync(join(root, path), 'utf8')))

  expect(asking.length).toBeGreaterThan(80)
  const leftOut = /\/(demo|seek-index)\/|\/ingest\/(damaged|formats|hostile)\./
  const missed = asking.filter((path) => path !== plansTest && !found.includes(path) && !leftOut.test(path))
  expect(missed).toEqual([])
})

test('each is in one of three runs', () => {
  const [services, contracts, program] = (['services', 'contracts', 'program'] as const).map(findEngineTests)
  expect([...services!, ...contracts!, ...program!].toSorted()).toEqual(found)
  expect(services).toContain('services/auth/src/sign-in/sign-in.test.ts')
  expect(contracts).toContain('packages/platform/src/database/postgres.test.ts')
  expect(program).toContain('apps/bell/src/distributed.test.ts')
})
