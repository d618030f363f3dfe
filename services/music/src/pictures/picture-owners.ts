import type { Db } from '@bell/platform/database'
import type { MusicTables } from '../tables.ts'

/** What pictures belong to. ImgBell knows it as `artist:ID` or `track:ID` (ownerRef). */
export interface PictureOwner {
  kind: 'artist' | 'track'
  id: string
}

export function refOf({ kind, id }: PictureOwner) {
  return `${kind}:${id}`
}

/** @returns the picture that the owner shows now, null where it shows none or is not there (any more) */
export async function findPictureOf(db: Db<MusicTables>, ownerRef: string) {
  const [kind, id] = ownerRef.split(':') as [PictureOwner['kind'], string]
  const row =
    kind === 'artist'
      ? await db.selectFrom('artist').select('photoId as imageId').where('id', '=', id).executeTakeFirst()
      : await db.selectFrom('track').select('coverId as imageId').where('id', '=', id).executeTakeFirst()
  return row?.imageId ?? null
}
