import { storageSchedules } from '@bell/platform/blobs'
import { repeat } from '@bell/platform/clock'
import type { Consumer, EventDefinition } from '@bell/platform/events'
import type { App } from '@bell/platform/http'
import type { Schedule } from '@bell/platform/leases'
import { sweepUploads, uploadRoutes } from '@bell/platform/uploads'
import type { ImgTables } from './tables.ts'
import type { ImgDeps } from './deps.ts'
import { albumRoutes } from './albums/albums.routes.ts'
import { publicAlbumRoutes } from './albums/public-albums.routes.ts'
import { deletedRoutes } from './deleting/deleted.routes.ts'
import { sweepDeleted } from './deleting/sweep-deleted.ts'
import { cleanUpDeleted } from './images/clean-up.ts'
import { sweepUnfinished } from './images/unfinished.ts'
import * as events from './events.ts'
import { imageRoutes } from './images/images.routes.ts'
import { zipRoutes } from './zips/zips.routes.ts'
import { holdingsRoute } from './people/holdings.ts'
import { peopleConsumer } from './people/people.consumer.ts'
import { profilePictureRoutes } from './people/pictures.routes.ts'
import { createDerivatives, sizesSchedule, type Derivatives } from './renditions/derivatives.ts'
import { originalRoute } from './renditions/original.routes.ts'
import { renditionRoutes } from './renditions/renditions.routes.ts'
import { pagesConsumer } from './live/pages.consumer.ts'
import { createKeepingTurns } from './sharp/turns.ts'
import { imgUploads } from './uploads/img-uploads.ts'

export { imgMigrations } from './migrations.ts'
export { imgTables, type ImgTables } from './tables.ts'
export type { ImgDeps } from './deps.ts'
export { pictureUrlLifeMs } from './renditions/addresses.ts'
export { albumChanged, albumDeleted, imageChanged, imageDeleted, imageStored, personPictureChanged } from './events.ts'

/** Every event that ImgBell tells. */
export const imgEvents: EventDefinition[] = Object.values(events)

export interface Img {
  routes(app: App): Promise<void>
  consumers: Consumer<ImgTables, any>[]
  schedules: Schedule[]
  sizes: Pick<Derivatives, 'note' | 'sweep' | 'settled'>
  close(): Promise<void>
}

const sweepEveryMs = 15 * 60 * 1000
const noteEveryMs = 5 * 60 * 1000

/** ImgBell: keeps pictures and shows them in the sizes that pages need. */
export function createImg(deps: ImgDeps): Img {
  const derivatives = createDerivatives(deps)
  const turns = createKeepingTurns()
  let stopNoting: (() => Promise<void>) | undefined
  return {
    async routes(app) {
      await uploadRoutes(app, deps, imgUploads)
      imageRoutes(app, deps, turns)
      albumRoutes(app, deps)
      publicAlbumRoutes(app, deps)
      deletedRoutes(app, deps)
      renditionRoutes(app, deps, derivatives)
      originalRoute(app, deps)
      zipRoutes(app, deps)
      holdingsRoute(app, deps)
      profilePictureRoutes(app, deps, turns)
      // Only who shows pictures knows which sizes are asked for.
      const onError = (err: unknown) => deps.log.error({ err }, 'It could not be noted which sizes are asked for')
      stopNoting = repeat({ everyMs: noteEveryMs, onError }, () => derivatives.note())
    },
    consumers: [cleanUpDeleted(deps), peopleConsumer(deps), pagesConsumer(deps)],
    schedules: [
      { name: 'uploads', everyMs: sweepEveryMs, run: () => sweepUploads(deps) },
      { name: 'unfinished', everyMs: sweepEveryMs, run: (signal) => sweepUnfinished(deps, signal) },
      { name: 'deleted', everyMs: sweepEveryMs, run: () => sweepDeleted(deps) },
      { name: sizesSchedule, everyMs: sweepEveryMs, run: (signal) => derivatives.sweep(signal) },
      ...storageSchedules(deps),
    ],
    sizes: derivatives,
    async close() {
      await stopNoting?.()
      await derivatives.settled()
    },
  }
}
