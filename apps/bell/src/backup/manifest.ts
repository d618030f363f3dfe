import { z } from 'zod'

/** Where a backup says what it holds. It is written last: without it the backup is not complete. */
export const manifestName = 'manifest.json'
/** A line of JSON for each file. */
export const filesName = 'files.jsonl'
/** Below it lies what becomes the data folder. */
export const dataName = 'data'

export const BackedUpFile = z.object({
  /** Below `data`, with slashes. */
  path: z.string().refine((path) => !path.startsWith('/') && !path.split('/').includes('..')),
  bytes: z.int(),
  /** SHA-256, hex. */
  sha256: z.string(),
})
export type BackedUpFile = z.infer<typeof BackedUpFile>

export const Manifest = z.object({
  format: z.literal(1),
  /** Of the program that made it. */
  version: z.string(),
  madeAt: z.iso.datetime(),
  files: z.int(),
  bytes: z.int(),
  /** SHA-256 of the list of files, hex: who changes one must change this. */
  filesSha256: z.string(),
  /** Rows, by database and table. */
  rows: z.record(z.string(), z.record(z.string(), z.int())),
})
export type Manifest = z.infer<typeof Manifest>
