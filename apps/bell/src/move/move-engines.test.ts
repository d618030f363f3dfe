import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { engineSettings, hasEngines } from '../../../../e2e/engines.ts'
import { contentOf, fullHome, moveTo, testFolder } from './full-home.fixture.ts'
import { intoFolder, servedAt, type Way } from './served.fixture.ts'

const { losesNothing } = servedAt(26_820)

const intoEngines: Way = async () => {
  const { databaseUrl, blobsUrl, secret } = await engineSettings()
  const where = ['--database-url', databaseUrl, '--blobs-url', blobsUrl]
  return {
    old: [],
    move: ['--to-database-url', databaseUrl, '--to-blobs-url', blobsUrl],
    // As containers are started, which share no folder.
    serve: (home) => [home, [...where, '--secret', secret, '--secrets-folder', join(home, 'secrets')]],
  }
}

const intoS3: Way = async () => {
  const { blobsUrl } = await engineSettings()
  return { old: [], move: ['--to-blobs-url', blobsUrl], serve: (home) => [home, ['--blobs-url', blobsUrl]], undo: true }
}

const outOfEngines: Way = async () => {
  const { databaseUrl, blobsUrl } = await engineSettings()
  const { move, serve } = await intoFolder()
  return {
    old: ['--database-url', databaseUrl, '--blobs-url', blobsUrl],
    move: [...move, '--to-database-url', 'sqlite', '--to-blobs-url', 'files'],
    serve,
    twice: true,
  }
}

describe.runIf(hasEngines)('a move between SQLite with files and PostgreSQL with S3', { timeout: 240_000 }, () => {
  test('there and back ends with what there was', async () => {
    const from = await fullHome(1200)
    const before = await contentOf(from)
    const { databaseUrl: toDatabaseUrl, blobsUrl: toBlobsUrl } = await engineSettings()
    await moveTo(from, { toDatabaseUrl, toBlobsUrl })

    const distributed = { ...from, databaseUrl: toDatabaseUrl, blobsUrl: toBlobsUrl }
    expect(await contentOf(distributed)).toEqual(before)
    const toHome = join(await testFolder(), 'back')
    await moveTo(distributed, { toHome, toDatabaseUrl: 'sqlite', toBlobsUrl: 'files' })
    expect(await contentOf({ ...from, home: toHome })).toEqual(before)
  })

  describe('while all goes on loses nothing that was acknowledged:', () => {
    test('into PostgreSQL and S3', () => losesNothing(intoEngines))
    test('of sound and pictures alone', () => losesNothing(intoS3))
    test('out of PostgreSQL and S3, which two processes serve', () => losesNothing(outOfEngines))
  })
})
