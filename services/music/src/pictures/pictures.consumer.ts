import { defineConsumer, TryLater } from '@bell/platform/events'
import type { MusicTables } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { pictureReleased } from '../events.ts'
import { findPictureOf } from './picture-owners.ts'

/** Lets go at ImgBell of pictures that nothing shows any more, once ImgBell can be reached. */
export function picturesConsumer({ db, images }: MusicDeps) {
  return defineConsumer<MusicTables>({
    group: 'music.pictures',
    events: [pictureReleased],
    async prepare(event) {
      if (!pictureReleased.is(event)) return
      const { imageId, ownerRef } = event.data
      // The same picture may have come back meanwhile.
      if ((await findPictureOf(db, ownerRef)) === imageId) return
      try {
        await images.release(imageId, ownerRef)
      } catch (error) {
        throw new TryLater('ImgBell lets no pictures go now.', { cause: error })
      }
    },
  })
}
