import { page, PageQuery } from '../http/index.ts'
import { z } from 'zod'

/** Uploads of one person of which nothing was made yet. */
export const mostUploads = 500

/** What a page made of a file to know it again by; opaque to the server. */
export const Fingerprint = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w.:-]+$/, 'must be letters, digits and . _ : -')

/** In bytes. What a person's files and begun uploads take, what they may take, and the largest single file. */
export const UploadQuota = z.object({
  usedBytes: z.int(),
  quotaBytes: z.int().nullable(),
  fileBytes: z.int(),
})

export const UploadQuery = PageQuery.extend({ fingerprint: Fingerprint.optional() })

/** No id that was ever given out is longer; what is none is not found. */
export const UploadParams = z.object({ id: z.string().max(100) })
export type UploadParams = z.infer<typeof UploadParams>

/** A file that is on its way or has stopped on it. */
export const UnfinishedUpload = z.object({
  id: z.uuid(),
  fileName: z.string(),
  bytes: z.int(),
  receivedBytes: z.int(),
  fingerprint: z.string().nullable(),
  /** Its bytes are arriving this moment. */
  sending: z.boolean(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
})
export type UnfinishedUpload = z.infer<typeof UnfinishedUpload>

export const UploadPage = page(UnfinishedUpload)

/** The id of the last one before; ids are in the order of creation. */
export const UploadCursor = z.tuple([z.uuid()])
