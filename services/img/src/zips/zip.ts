import { Readable } from 'node:stream'
import { AppError, type User } from '@bell/platform/http'
import { makeZip, predictLength } from 'client-zip'
import { listAlbumImages } from '../albums/albums.queries.ts'
import type { PlaceCursor } from '../albums/albums.schema.ts'
import type { ImgDeps } from '../deps.ts'
import { selectImages, type ImageRow } from '../images/images.queries.ts'
import { blobKeys } from '../images/stored-blobs.ts'
import { can } from '../policies.ts'
import { createFileNames } from './file-names.ts'
import { mostInZip, type ZipWanted } from './zips.schema.ts'

/** A picture as it stands in the file. */
interface Entry {
  id: string
  name: string
  /** Bytes. */
  size: number
  lastModified: Date
}

/** Rows in one query, named before the next: thousands at once would hold up others. */
const step = 500

/**
 * The pictures that were asked for and that the person may see now, in their order. @param viewer undefined for visitors
 * @throws zip_too_large (413)
 */
export async function listForZip(
  { db }: Pick<ImgDeps, 'db'>,
  viewer: User | undefined,
  wanted: ZipWanted,
): Promise<Entry[]> {
  const nameOf = createFileNames()
  const entries: Entry[] = []
  const add = ({ id, title, contentType, bytes, createdAt }: ImageRow) =>
    entries.push({
      id,
      name: nameOf({ title, contentType }),
      size: Number(bytes),
      lastModified: new Date(Number(createdAt)),
    })
  if ('imageIds' in wanted) {
    const all = [...new Set(wanted.imageIds)]
    for (let from = 0; from < all.length; from += step) {
      const ids = all.slice(from, from + step)
      const rows = await selectImages(db).where('image.id', 'in', ids).execute()
      const byId = new Map(rows.filter((image) => can(viewer, 'seeImage', image)).map((image) => [image.id, image]))
      for (const image of ids.flatMap((id) => byId.get(id) ?? [])) add(image)
    }
    return entries
  }
  for (let after: PlaceCursor | undefined; ;) {
    const rows = await listAlbumImages(db, wanted.albumId, step, after)
    for (const image of rows) add(image)
    if (entries.length > mostInZip) {
      throw new AppError(413, 'zip_too_large', `There are more than ${mostInZip} pictures; choose some of them.`)
    }
    if (rows.length < step) return entries
    const last = rows.at(-1)!
    after = [last.place, last.id]
  }
}

/** Pictures as one file, in the full size that is kept; they are not packed smaller, for they are already. */
export function zipOf({ blobs }: Pick<ImgDeps, 'blobs'>, entries: readonly Entry[]) {
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
