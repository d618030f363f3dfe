import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { join } from 'node:path'
import { musicMigrations, type MusicTables } from '@bell/music'
import { createFileBlobs } from '@bell/platform/blobs'
import { openDatabase } from '@bell/platform/database'
import { expect, onTestFinished, test, vi } from 'vitest'
import { lockHome } from '../home-lock.ts'
import { backUp } from './back-up.ts'
import { restore } from './restore.ts'

const quiet = () => {}

const long = { timeout: 60_000 }

test('a backup made under writes holds all that was acknowledged before, whole, and nothing half', long, async () => {
  const { folder, home } = await folders()
  const music = await openMusic(home)
  const kept = new Set<string>()
  let stop = false
  let count = 0
  async function write() {
    while (!stop) {
      // They share this process with the backup, which is meant to run beside the server.
      await wait(10)
      const hash = await music.add()
      kept.add(hash)
      if (++count % 3 !== 0) continue
      kept.delete(hash)
      await music.remove(hash)
    }
  }
  const writers = [write(), write(), write()]
  await vi.waitUntil(() => kept.size > 50, { timeout: 50_000 })
  const before = [...kept]
  await music.db.insertInto('outbox').values(published(Date.now())).execute()
  await backUp(home, join(folder, 'backup'), '1.2.3', quiet)
  stop = true
  await Promise.all(writers)
  await music.close()

  const again = join(folder, 'again')
  const { files } = await restore(join(folder, 'backup'), again, quiet)
  expect(files).toBeGreaterThan(before.length)
  const restored = await openMusic(again)
  const rows = await restored.db.selectFrom('blob').select(['hash', 'key']).execute()
  expect(rows.map(({ hash }) => hash)).toEqual(expect.arrayContaining(before))
  for (const { hash, key } of rows) expect(await restored.blobs.hash(key)).toBe(hash)
  // The log of events was read before it: it is published again.
  expect(await restored.db.selectFrom('outbox').select('publishedAt').execute()).toEqual([{ publishedAt: null }])
  await restored.close()
})

test('a backup that was changed, or lacks a file, is not restored, and its files are named', async () => {
  const { folder, home } = await folders()
  const music = await openMusic(home)
  await music.add()
  const backup = join(folder, 'backup')
  await music.close()
  await backUp(home, backup, '1.2.3', quiet)

  await appendFile(join(backup, 'data/music.db'), 'x')
  const again = join(folder, 'again')
  await expect(restore(backup, again, quiet)).rejects.toMatchObject({
    code: 'backup_damaged',
    detail: expect.stringContaining('music.db') as string,
  })
  expect(existsSync(again)).toBe(false)
})

test('neither a backup nor a restore touches a folder that is not empty', async () => {
  const { folder, home } = await folders()
  await (await openMusic(home)).close()
  await backUp(home, join(folder, 'backup'), '1.2.3', quiet)
  await writeFile(join(folder, 'mine'), '')

  await expect(backUp(home, folder, '1.2.3', quiet)).rejects.toMatchObject({ code: 'backup_folder_not_empty' })
  await expect(restore(join(folder, 'backup'), home, quiet)).rejects.toMatchObject({ code: 'restore_folder_not_empty' })
  await expect(backUp(join(folder, 'backup'), join(folder, 'new'), '1', quiet)).rejects.toMatchObject({
    code: 'backup_nothing',
  })
})

test(
  'what was killed in the middle says so: a backup is not restored, a restored folder is not served',
  long,
  async () => {
    const { folder, home } = await folders()
    const music = await openMusic(home)
    for (let n = 0; n < 200; n++) await music.add(100_000)
    await music.close()
    const half = join(folder, 'half')
    await killWhere(['backup', '--home', home, '--to', half], () => existsSync(join(half, 'data/music')))
    expect(await readdir(half)).toContain('this-backup-is-not-complete')
    await expect(restore(half, join(folder, 'again'), quiet)).rejects.toMatchObject({ code: 'backup_not_complete' })

    const whole = join(folder, 'whole')
    await backUp(home, whole, '1.2.3', quiet)
    const again = join(folder, 'again')
    await killWhere(['restore', '--from', whole, '--home', again], () => existsSync(join(again, 'music')))
    expect(() => lockHome(again)).toThrow(expect.objectContaining({ code: 'restore_not_complete' }))
    await expect(restore(whole, again, quiet)).rejects.toMatchObject({ code: 'restore_folder_not_empty' })
  },
)

async function killWhere(words: string[], isThere: () => boolean) {
  const bell = spawn(process.execPath, [join(import.meta.dirname, '../main.ts'), ...words], { stdio: 'ignore' })
  const ended = once(bell, 'exit')
  await vi.waitUntil(isThere, { timeout: 30_000, interval: 1 })
  bell.kill('SIGKILL')
  expect((await ended)[1]).toBe('SIGKILL')
}

async function folders() {
  const folder = await mkdtemp(join(tmpdir(), 'bell-backup-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const home = join(folder, 'home')
  lockHome(home)!()
  return { folder, home }
}

/** A service's rows with their blobs, written in the order in which services do. */
async function openMusic(home: string) {
  const url = `sqlite:${join(home, 'music.db')}`
  const { db, close } = await openDatabase<MusicTables>({ url, schema: 'music', migrations: musicMigrations })
  const blobs = createFileBlobs({ folder: join(home, 'music') })
  let number = 0
  return {
    db,
    blobs,
    close,
    async add(size = 1000) {
      const bytes = randomBytes(size)
      const hash = createHash('sha256').update(bytes).digest('hex')
      const key = `uploads/${number++}`
      await blobs.begin(key)
      await blobs.append(
        key,
        0,
        (async function* () {
          yield bytes
        })(),
      )
      await blobs.complete(key)
      await db.insertInto('blob').values({ hash, key, bytes: size, playableBytes: null, createdAt: 0 }).execute()
      return hash
    },
    async remove(hash: string) {
      const { key } = await db.deleteFrom('blob').where('hash', '=', hash).returning('key').executeTakeFirstOrThrow()
      await blobs.delete(key)
    },
  }
}

function published(at: number) {
  const event = { id: 'e', partition: 0, topic: 't', type: 't', version: 1, key: 'k', data: '{}' }
  return { ...event, time: at, publishedAt: at }
}
