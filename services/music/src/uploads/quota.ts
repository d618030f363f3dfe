import type { Db, Tx } from '@bell/platform/database'
import { AppError, tooMany } from '@bell/platform/http'
import type { MusicDeps } from '../deps.ts'
import type { MusicTables } from '../tables.ts'
import { lockUploader, sumTracks, sumUploads } from './uploads.queries.ts'
import { mostUploads } from './uploads.schema.ts'

/*
 * An upload takes its room when it begins, by the length that it announces; when it becomes a track, the same commit
 * ends the one and begins the other. So what a person's tracks and uploads take together grows only here.
 */

/** What a person's music takes, and what it may take, in bytes. */
export async function readQuota({ db, limits }: MusicDeps, userId: string) {
  return { usedBytes: await usedBytes(db, userId), quotaBytes: limits.quotaBytes, fileBytes: limits.uploadBytes }
}

/**
 * Sees that there is room for an upload of so many bytes, which the same transaction must insert.
 * @throws too_many_uploads (429), quota_exceeded (413, with `usedBytes` and `quotaBytes`)
 */
export async function reserveRoom(tx: Tx<MusicTables>, { limits }: MusicDeps, userId: string, bytes: number) {
  const { quotaBytes } = limits
  await lockUploader(tx, userId)
  const { count } = await sumUploads(tx, userId)
  if (count >= mostUploads) {
    throw tooMany('too_many_uploads', 'Many uploads of yours are still open; let some end, or discard them.', 60_000)
  }
  if (quotaBytes === null) return
  const used = await usedBytes(tx, userId)
  if (used + bytes <= quotaBytes) return
  const left = Math.max(0, quotaBytes - used)
  throw new AppError(
    413,
    'quota_exceeded',
    `This file has ${bytes} bytes, and ${left} of your ${quotaBytes} are left. Delete music you no longer need, or ask the owner for more room.`,
    undefined,
    { members: { usedBytes: used, quotaBytes } },
  )
}

async function usedBytes(db: Db<MusicTables> | Tx<MusicTables>, userId: string) {
  const tracks = await sumTracks(db, userId)
  const { bytes } = await sumUploads(db, userId)
  return tracks + bytes
}
