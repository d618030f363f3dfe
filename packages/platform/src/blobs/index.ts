export { BlobError, type BlobErrorCode, type BlobStore } from './blobs.ts'
export { createFileBlobs } from './files.ts'
