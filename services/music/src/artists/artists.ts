import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { forbidden, notFound, type User } from '@bell/platform/http'
import type { MusicTables } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { artistChanged, artistCreated } from '../events.ts'
import { nameKey } from '../names.ts'
import { can } from '../policies.ts'
import type { ArtistChange, NewArtist } from './artists.schema.ts'

/** Registers an artist. Two may bear one name. @returns the id. @throws not_an_artist (403) */
export function createArtist({ db, clock, newId }: MusicDeps, user: User, artist: NewArtist) {
  if (!can(user, 'addMusic', undefined)) {
    throw forbidden('not_an_artist', 'Only artists register artists here; ask the owner to make you one.')
  }
  const id = newId()
  const createdAt = clock.now()
  const { name, links = [], biography = '', photoId = null } = artist
  return inTransaction(db, async (tx) => {
    await tx
      .insertInto('artist')
      .values({
        id,
        name,
        nameKey: nameKey(name),
        otherNames: '[]',
        biography,
        links: JSON.stringify(links),
        photoId,
        createdBy: user.id,
        createdAt,
        demo: 0,
        deletedAt: null,
        revision: 1,
      })
      .execute()
    await appendOutbox(tx, artistCreated, { key: id, data: { artistId: id, revision: 1 }, at: createdAt })
    return id
  })
}

/** Tracks show an artist's new name a moment later. @throws artist_not_found (404), not_your_artist (403) */
export function changeArtist({ db, clock }: MusicDeps, user: User, artistId: string, change: ArtistChange) {
  return inTransaction(db, async (tx) => {
    const { revision } = await getEditable(tx, user, artistId)
    const { links, name, ...rest } = change
    await tx
      .updateTable('artist')
      .set({
        ...rest,
        ...(links && { links: JSON.stringify(links) }),
        ...(name && { name, nameKey: nameKey(name) }),
        revision: revision + 1,
      })
      .where('id', '=', artistId)
      .execute()
    await appendOutbox(tx, artistChanged, {
      key: artistId,
      data: { artistId, revision: revision + 1 },
      at: clock.now(),
    })
  })
}

async function getEditable(tx: Tx<MusicTables>, user: User, artistId: string) {
  const artist = await tx
    .updateTable('artist')
    .set((row) => ({ revision: row.ref('revision') }))
    .where('id', '=', artistId)
    .returning(['createdBy', 'revision'])
    .executeTakeFirst()
  if (!artist) throw artistNotFound()
  if (!can(user, 'editArtist', artist)) {
    throw forbidden('not_your_artist', 'Only who registered this artist, or an administrator, may change it.')
  }
  return artist
}

export function artistNotFound() {
  return notFound('artist_not_found', 'This artist is not here (any more).')
}
