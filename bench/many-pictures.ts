import { join } from 'node:path'
import { imgMigrations, type ImgTables } from '@bell/img'
import { createFileBlobs } from '@bell/platform/blobs'
import { createIds, systemClock } from '@bell/platform/clock'
import { inTransaction, openDatabase } from '@bell/platform/database'
import sharp from 'sharp'
import { placesBetween } from '../services/img/src/albums/places.ts'
import { blobKeys, putBlob } from '../services/img/src/images/stored-blobs.ts'

/** Shapes that cameras, phones and screens give, px. */
const shapes = [
  [600, 400],
  [400, 600],
  [480, 480],
  [640, 360],
  [450, 600],
] as const
const atOnce = 250

/**
 * Puts an album of so many pictures of a person's into the data folder that ImgBell will find; it is not running yet.
 * @returns the album's id
 */
export async function fillAlbum(folder: string, ownerId: string, count: number) {
  const database = await openDatabase<ImgTables>({
    url: `sqlite:${join(folder, 'img.db')}`,
    schema: 'img',
    migrations: imgMigrations,
  })
  const blobs = createFileBlobs({ folder: join(folder, 'img') })
  const newId = createIds(systemClock)
  const at = systemClock.now()
  const files = await Promise.all(
    shapes.map(([width, height], n) =>
      sharp({
        create: {
          width,
          height,
          channels: 3,
          background: `hsl(${n * 70}, 60%, 50%)`,
          noise: { type: 'gaussian', mean: 128, sigma: 30 },
        },
      })
        .jpeg({ quality: 70 })
        .toBuffer(),
    ),
  )
  const albumId = newId()
  const common = { ownerId, createdAt: at, updatedAt: at, deletedAt: null, revision: 1 }
  const album = { title: 'All of it', description: '', audience: 0 as const, publicId: null, coverId: null }
  await database.db
    .insertInto('album')
    .values({ id: albumId, ownerName: 'Ada', ...album, imageCount: count, ...common })
    .execute()
  const places = placesBetween(undefined, undefined, count)
  for (let first = 0; first < count; first += atOnce) {
    const pictures = places
      .slice(first, first + atOnce)
      .map((place, n) => ({ id: newId(), place, kind: (first + n) % shapes.length }))
    await Promise.all(pictures.map(({ id, kind }) => putBlob(blobs, blobKeys.kept(id), files[kind]!)))
    await inTransaction(database.db, async (tx) => {
      const rows = pictures.map(({ id, kind }, n) => ({
        id,
        hash: id,
        publicId: id,
        audience: 0 as const,
        title: `Picture ${first + n + 1}`,
        caption: '',
        width: shapes[kind]![0],
        height: shapes[kind]![1],
        bytes: files[kind]!.length,
        contentType: 'image/jpeg',
        animated: 0,
        transparent: 0,
        color: '#806040',
        latitude: null,
        longitude: null,
        deletedWith: null,
        ...common,
      }))
      await tx.insertInto('image').values(rows).execute()
      await tx
        .insertInto('albumImage')
        .values(pictures.map(({ id, place }) => ({ albumId, imageId: id, place })))
        .execute()
    })
  }
  await database.close()
  return albumId
}
