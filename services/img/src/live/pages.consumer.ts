import { defineConsumer, type BellEvent } from '@bell/platform/events'
import type { ImgDeps } from '../deps.ts'
import { albumChanged, albumDeleted, imageChanged, imageDeleted, imageStored } from '../events.ts'
import type { Audience, ImgTables } from '../tables.ts'
import { listAlbumsWith } from './live.queries.ts'

/** What a page is told, as `pictures`: to fetch again what it shows of these. */
interface Told {
  /** The person's own pictures, in whatever album. */
  own: boolean
  /** What these are called, who sees them, what is in them and in which order. */
  albumIds: string[]
}

/**
 * Tells open pages what is different: whose it is, and, of albums that are or were shared, everyone. No more than ids:
 * each page asks for what it shows, and is answered what its person may see.
 */
export function pagesConsumer({ db, stream }: Pick<ImgDeps, 'db' | 'stream'>) {
  async function tellAll(events: BellEvent[]) {
    const images = events.filter((event) => [imageStored, imageChanged, imageDeleted].some((one) => one.is(event)))
    const albums = await listAlbumsWith(
      db,
      images.map(({ subject }) => subject),
    )
    for (const event of events) {
      if (albumChanged.is(event)) {
        const { albumId: id, ownerId, audience } = event.data
        albums.push({ id, ownerId, audience: audience as Audience })
      } else if (albumDeleted.is(event)) {
        albums.push({ id: event.data.albumId, ownerId: event.data.ownerId, audience: 0 })
      }
    }
    const byOwner = new Map<string, Told>()
    const ofOwner = (ownerId: string) => {
      const told = byOwner.get(ownerId) ?? { own: false, albumIds: [] }
      byOwner.set(ownerId, told)
      return told
    }
    for (const { data } of images as BellEvent<{ ownerId: string }>[]) ofOwner(data.ownerId).own = true
    for (const { id, ownerId } of albums) ofOwner(ownerId).albumIds.push(id)
    for (const [userId, { own, albumIds }] of byOwner) {
      await stream.tell({ userId }, 'pictures', { own, albumIds: [...new Set(albumIds)] } satisfies Told)
    }
    const shared = new Set(albums.filter(({ audience }) => audience > 0).map(({ id }) => id))
    if (shared.size > 0) {
      await stream.tell('everyone', 'pictures', { own: false, albumIds: [...shared] } satisfies Told)
    }
  }

  return defineConsumer<ImgTables>({
    group: 'img.pages',
    events: [imageStored, imageChanged, imageDeleted, albumChanged, albumDeleted],
    afterwards: (batch) => tellAll(batch.map(({ event }) => event)),
  })
}
