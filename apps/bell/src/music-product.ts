import { createImages, createMusic, musicMigrations, streamUrlLifeMs, type Music, type MusicTables } from '@bell/music'
import type { Foundation } from './foundation.ts'
import { checkStore } from './move/place.ts'
import { writeImages } from './img-product.ts'
import { startProduct } from './product.ts'

/** MusicBell, and its demonstration catalogue. */
export async function startMusic(foundation: Foundation) {
  const { config, adapters, clock, newId, log } = foundation
  const { music: place, img } = config.places
  const secrets = foundation.secrets('client-music', 'streams')
  const database = await adapters.databaseOf<MusicTables>('music', musicMigrations)
  const search = await adapters.search()
  const blobs = await adapters.blobsOf('music')
  await checkStore(blobs, log)
  let music: Music | undefined
  const product = await startProduct(foundation, {
    name: 'music',
    database,
    clientSecret: secrets['client-music'],
    boundMs: streamUrlLifeMs,
    soundFrom: blobs.direct?.origin,
    make(stream, denials) {
      music = createMusic({
        db: database.db,
        clock,
        newId,
        blobs,
        search,
        images: createImages({
          imgOrigin: img.origin,
          imgInternal: img.internal,
          token: foundation.neighbour('music', 'img', writeImages).token,
        }),
        stream,
        denials,
        streamKey: secrets.streams,
        origin: place.origin,
        imgOrigin: img.origin,
        limits: { uploadBytes: config.uploadBytes, quotaBytes: config.uploadQuota ?? null },
        deletedKeptMs: config.deletedDays * 86_400_000,
        log,
      })
      return music
    },
  })
  return { product, demo: music!.demo, reindex: music!.reindex, searchState: music!.searchState }
}
