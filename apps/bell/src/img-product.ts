import { createImg, imgMigrations, pictureUrlLifeMs, type ImgTables } from '@bell/img'
import type { Foundation } from './foundation.ts'
import { checkStore } from './move/place.ts'
import { startProduct } from './product.ts'

/** The scope in which MusicBell puts its covers there. */
export const writeImages = 'img:write'

/** ImgBell. */
export async function startImg(foundation: Foundation) {
  const { config, adapters, clock, newId, keyValue, log } = foundation
  const secrets = foundation.secrets('client-img', 'pictures')
  const database = await adapters.databaseOf<ImgTables>('img', imgMigrations)
  const blobs = await adapters.blobsOf('img')
  await checkStore(blobs, log)
  const product = await startProduct(foundation, {
    name: 'img',
    database,
    clientSecret: secrets['client-img'],
    boundMs: pictureUrlLifeMs,
    make: (stream, denials) =>
      createImg({
        db: database.db,
        clock,
        newId,
        blobs,
        keyValue,
        origin: config.places.img.origin,
        stream,
        denials,
        signKey: secrets.pictures,
        limits: {
          uploadBytes: config.pictureBytes,
          quotaBytes: config.pictureQuota ?? null,
          cacheBytes: config.pictureCache,
        },
        deletedKeptMs: config.deletedDays * 86_400_000,
        log,
      }),
  })
  return { product }
}
