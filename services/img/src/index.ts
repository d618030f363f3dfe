import type { Consumer } from '@bell/platform/events'
import type { App } from '@bell/platform/http'
import type { ImgTables } from './tables.ts'
import type { ImgDeps } from './deps.ts'
import { cleanUpDeleted } from './images/clean-up.ts'
import { imageRoutes } from './images/images.routes.ts'
import { holdingsRoute } from './people/holdings.ts'
import { peopleConsumer } from './people/people.consumer.ts'
import { renditionRoutes } from './renditions/renditions.routes.ts'

export { imgMigrations } from './migrations.ts'
export { imgTables, type ImgTables } from './tables.ts'
export type { ImgDeps } from './deps.ts'
export { imageDeleted, imageStored } from './events.ts'

/** ImgBell: keeps pictures and shows them in the sizes that pages need. */
export function createImg(deps: ImgDeps): { routes(app: App): void; consumers: Consumer<ImgTables, any>[] } {
  return {
    routes(app) {
      imageRoutes(app, deps)
      renditionRoutes(app, deps)
      holdingsRoute(app, deps)
    },
    consumers: [cleanUpDeleted(deps), peopleConsumer(deps)],
  }
}
