import { Readable } from 'node:stream'
import { AppError, type User } from '@bell/platform/http'
import { makeZip, predictLength } from 'client-zip'
import { listAlbumImages } from '../albums/albums.queries.ts'
import type { PlaceCursor } from '../albums/albums.schema.ts'
import type { ImgDeps } from '../deps.ts'
import { selectImages } from '../images/images.queries.ts'
import { blobKeys } from '../images/stored-blobs.ts'
import { can } from '../policies.ts'
import type { ImageTable } from '../tables.ts'
import { fileNames } from './file-names.ts'
import { mostInZip, type ZipWanted } from './zips.schema.ts'

type Packed = Pick<ImageTable, 'id' | 'title' | 'contentType' | 'bytes' | 'createdAt'>

/** Rows in one query. */
const step = 500

/**
 * The pictures that were asked for and that the person may see now, in their order. @param viewer undefined for visitors
 * @throws zip_too_large (413)
 */
export async function listForZip({ db }: Pick<ImgDeps, 'db'>, viewer: User | undefined, wanted: ZipWanted) {
  const found: Packed[] = []
  if ('imageIds' in wanted) {
    for (let from = 0; from < wanted.imageIds.length; from += step) {
      const ids = wanted.imageIds.slice(from, from + step)
      const rows = await selectImages(db).where('image.id', 'in', ids).execute()
      const seen = new Map(rows.filter((image) => can(viewer, 'seeImage', image)).map((image) => [image.id, image]))
      found.push(...ids.flatMap((id) => seen.get(id) ?? []))
    }
    return [...new Map(found.map((image) => [image.id, image])).values()]
  }
  for (let after: PlaceCursor | undefined; ;) {
    const rows = await listAlbumImages(db, wanted.albumId, step, after)
    found.push(
      ...rows.map(({ id, title, contentType, bytes, createdAt }) => ({ id, title, contentType, bytes, createdAt })),
    )
    if (found.length > mostInZip) {
      throw new AppError(413, 'zip_too_large', `There are more than ${mostInZip} pictures; choose some of them.`)
    }
    if (rows.length < step) return found
    const last = rows.at(-1)!
    after = [last.place, last.id]
  }
}

/** Pictures as one file, in the full size that is kept; they are not packed smaller, for they are already. */
export function zipOf({ blobs }: Pick<ImgDeps, 'blobs'>, images: readonly Packed[]) {
  const names = fileNames(images)
  const entries = images.map(({ id, bytes, createdAt }, n) => ({
    id,
    name: names[n]!,
    size: Number(bytes),
    lastModified: new Date(createdAt),
  }))
  return {
    bytes: Number(predictLength(entries)),
    /** One picture is read after the other, and no faster than whoever gets it takes it. */
    read(): Readable {
      let reading: Readable | undefined
      async function* files() {
        for (const { id, ...entry } of entries) {
          reading = blobs.read(blobKeys.kept(id))
          yield { ...entry, input: reading }
        }
      }
      const zip = Readable.fromWeb(makeZip(files()) as Parameters<typeof Readable.fromWeb>[0])
      // Whoever leaves in the middle leaves a file open otherwise.
      zip.once('close', () => reading?.destroy())
      return zip
    },
  }
}
