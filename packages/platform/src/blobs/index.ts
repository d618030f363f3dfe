export { BlobError, type BlobErrorCode, type BlobStore, type DirectReads } from './blobs.ts'
export { createFileBlobs } from './files.ts'
export { storageSchedules } from './tidy-storage.ts'
export { parseS3Address } from './s3/address.ts'

/** Loaded where it is used: without S3 its client would only take memory. */
export const openS3Blobs: typeof import('./s3/open.ts').openS3 = async (url, log) =>
  (await import('./s3/open.ts')).openS3(url, log)

export const inspectS3Blobs: typeof import('./s3/inspect.ts').inspectS3 = async (url) =>
  (await import('./s3/inspect.ts')).inspectS3(url)
