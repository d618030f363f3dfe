import { repeat } from '@bell/platform/clock'
import type { Consumer } from '@bell/platform/events'
import type { App } from '@bell/platform/http'
import type { ImgTables } from './tables.ts'
import type { ImgDeps } from './deps.ts'
import { cleanUpDeleted } from './images/clean-up.ts'
import { sweepUnfinished } from './images/unfinished.ts'
import { imageRoutes } from './images/images.routes.ts'
import { holdingsRoute } from './people/holdings.ts'
import { peopleConsumer } from './people/people.consumer.ts'
import { renditionRoutes } from './renditions/renditions.routes.ts'

export { imgMigrations } from './migrations.ts'
export { imgTables, type ImgTables } from './tables.ts'
export type { ImgDeps } from './deps.ts'
export { imageDeleted, imageStored } from './events.ts'

export interface Img {
  routes(app: App): void
  consumers: Consumer<ImgTables, any>[]
  close(): Promise<void>
}

const sweepEveryMs = 15 * 60 * 1000

/** ImgBell: keeps pictures and shows them in the sizes that pages need. */
export function createImg(deps: ImgDeps): Img {
  const onError = (err: unknown) => deps.log.error({ err }, 'What was left of pictures could not be swept away')
  const stopSweeping = repeat({ everyMs: sweepEveryMs, onError }, () => sweepUnfinished(deps))
  return {
    routes(app) {
      imageRoutes(app, deps)
      renditionRoutes(app, deps)
      holdingsRoute(app, deps)
    },
    consumers: [cleanUpDeleted(deps), peopleConsumer(deps)],
    close: stopSweeping,
  }
}
