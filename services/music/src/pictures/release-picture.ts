import type { Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { pictureReleased } from '../events.ts'
import type { MusicTables } from '../tables.ts'
import { refOf, type PictureOwner } from './picture-owners.ts'

/** Says that an owner needs a picture no more; should it show it after all, ImgBell is not told (see the consumer). */
export function releasePicture(tx: Tx<MusicTables>, owner: PictureOwner, imageId: string, at: number) {
  const ownerRef = refOf(owner)
  return appendOutbox(tx, pictureReleased, { key: ownerRef, data: { imageId, ownerRef }, at })
}
