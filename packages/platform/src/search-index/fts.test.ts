import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testSearchIndex } from './contract.ts'
import { createFtsIndex } from './fts.ts'

testSearchIndex(async () => {
  const file = path.join(await temporaryFolder(), 'search.db')
  const index = openIndex(file)
  return {
    index,
    async reopen() {
      await index.close()
      return openIndex(file)
    },
  }
})

test('a file that cannot be opened fails the call with the reason, and the next call tries again', async () => {
  const folder = await temporaryFolder()
  const index = openIndex(path.join(folder, 'missing', 'search.db'))

  for (let n = 0; n < 2; n++) {
    await expect(index.search('tracks', { query: 'bell', limit: 1 })).rejects.toThrow('unable to open database file')
  }
})

test('the event loop goes on while thousands of documents are indexed', async () => {
  const index = openIndex(path.join(await temporaryFolder(), 'search.db'))
  const documents = Array.from({ length: 3000 }, (_, n) => ({
    id: `${n}`,
    revision: 1,
    fields: { title: `The very long title of track ${n}`, artist: `Artist ${n % 100}`, album: '앨범' },
  }))
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  await index.upsert('tracks', documents)
  clearInterval(timer)

  expect(turns).toBeGreaterThan(20)
})

test('closing waits for what was asked before', async () => {
  const file = path.join(await temporaryFolder(), 'search.db')
  const index = openIndex(file)
  const upserting = index.upsert('tracks', [{ id: '1', revision: 1, fields: { title: 'Bell' } }])
  await index.close()
  await upserting
  await index.close()

  expect(await openIndex(file).search('tracks', { query: 'bell', limit: 1 })).toMatchObject([{ id: '1' }])
})

function openIndex(file: string) {
  const index = createFtsIndex({ file })
  onTestFinished(() => index.close())
  return index
}

async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'bell-search-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
