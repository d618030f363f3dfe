import { BlobError, type BlobErrorCode, type BlobStore } from '@bell/platform/blobs'
import type { Format, Size } from '../renditions/sizes.ts'

export const blobKeys = {
  kept: (id: string) => `images/${id}/kept`,
  derivative: (id: string, { width, height, fit }: Size, format: Format) =>
    `images/${id}/${width}x${height ?? 'auto'}-${fit}.${format}`,
}

/** Of files, by the content type that a picture is kept as. */
export const endings: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp' }

/** Puts a whole blob. One that is there, or is being put by someone else, is the same: keys name their content. */
export async function putBlob(blobs: BlobStore, key: string, data: Buffer): Promise<void> {
  try {
    await blobs.begin(key)
    await blobs.append(key, 0, once(data))
    await blobs.complete(key, data.length)
  } catch (error) {
    if (!(error instanceof BlobError && others.has(error.code))) throw error
  }
}

/** Somebody else has put it, is at it, or began again after us. */
const others = new Set<BlobErrorCode>(['blob_exists', 'blob_complete', 'blob_busy', 'blob_offset_mismatch'])

async function* once(data: Buffer) {
  yield data
}
