import type { Tx } from '../database/index.ts'
import { AppError, tooMany } from '../http/index.ts'
import type { UploadDeps, UploadRules } from './deps.ts'
import { lockUploader, sumUploads } from './uploads.queries.ts'
import { mostUploads } from './uploads.schema.ts'
import type { Reader, UploadTables } from './uploads.tables.ts'

/*
 * An upload takes its room when it begins, by the length that it announces; when something is made of it, the same
 * commit ends the one and begins the other, or the other takes less. So what a person's files and uploads take together
 * grows only here.
 */

/** What a person's files take, and what it may take, in bytes. */
export async function readQuota({ db, limits }: UploadDeps, rules: UploadRules, userId: string) {
  return { usedBytes: await usedBytes(db, rules, userId), quotaBytes: limits.quotaBytes, fileBytes: limits.uploadBytes }
}

/**
 * Sees that there is room for an upload of so many bytes, which the same transaction must insert.
 * @throws too_many_uploads (429), quota_exceeded (413, with `usedBytes` and `quotaBytes`)
 */
export async function reserveRoom(
  tx: Tx<UploadTables>,
  { quotaBytes }: UploadDeps['limits'],
  rules: UploadRules,
  userId: string,
  bytes: number,
) {
  await lockUploader(tx, userId)
  const { count } = await sumUploads(tx, userId)
  if (count >= mostUploads) {
    throw tooMany('too_many_uploads', 'Many uploads of yours are still open; let some end, or discard them.', 60_000)
  }
  if (quotaBytes === null) return
  const used = await usedBytes(tx, rules, userId)
  if (used + bytes <= quotaBytes) return
  const left = Math.max(0, quotaBytes - used)
  throw new AppError(
    413,
    'quota_exceeded',
    `This file has ${bytes} bytes, and ${left} of your ${quotaBytes} are left. Delete what you no longer need, or ask the owner for more room.`,
    undefined,
    { members: { usedBytes: used, quotaBytes } },
  )
}

async function usedBytes(db: Reader, rules: UploadRules, userId: string) {
  const kept = await rules.sumKept(db, userId)
  const { bytes } = await sumUploads(db, userId)
  return kept + bytes
}
