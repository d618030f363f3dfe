import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { conflict, forbidden, notFound, type User } from '@bell/platform/http'
import type { Updateable } from 'kysely'
import type { MusicTables } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { artistChanged, artistCreated } from '../events.ts'
import { nameKey } from '../names.ts'
import { can } from '../policies.ts'
import { findArtists, presentArtist } from './artists.queries.ts'
import type { ArtistChange, NewArtist } from './artists.schema.ts'
import { findNamesakes, lockName, replaceOtherNames } from './names.queries.ts'

/**
 * Registers an artist. @returns the id.
 * @throws not_an_artist (403), artist_name_taken (409, with `candidates`) unless the person means one of the same name
 */
export function createArtist(deps: MusicDeps, user: User, artist: NewArtist) {
  mayRegister(user)
  return inTransaction(deps.db, (tx) => registerArtist(tx, deps, user, artist))
}

/** As createArtist, in a transaction that does more. */
export async function registerArtist(tx: Tx<MusicTables>, deps: MusicDeps, user: User, artist: NewArtist) {
  const { newId, clock } = deps
  const { name, otherNames = [], links = [], biography = '', allowSameName } = artist
  await takeName(tx, deps, name, allowSameName)
  const id = newId()
  const createdAt = clock.now()
  await tx
    .insertInto('artist')
    .values({
      id,
      name,
      nameKey: nameKey(name),
      otherNames: JSON.stringify(otherNames),
      biography,
      links: JSON.stringify(links),
      photoId: null,
      photoColor: null,
      createdBy: user.id,
      createdAt,
      demo: 0,
      deletedAt: null,
      deletedWith: null,
      revision: 1,
    })
    .execute()
  await replaceOtherNames(tx, id, otherNames)
  await appendOutbox(tx, artistCreated, { key: id, data: { artistId: id, revision: 1 }, at: createdAt })
  return id
}

/** @throws not_an_artist (403) */
export function mayRegister(user: User) {
  if (can(user, 'addMusic', undefined)) return
  throw forbidden('not_an_artist', 'Only artists register artists here; ask the owner to make you one.')
}

/**
 * Tracks show an artist's new name a moment later.
 * @throws artist_not_found (404), not_your_artist (403), artist_name_taken (409) as createArtist
 */
export function changeArtist(deps: MusicDeps, user: User, artistId: string, change: ArtistChange) {
  return inTransaction(deps.db, async (tx) => {
    const artist = await getEditableArtist(tx, user, artistId)
    const { name, otherNames, links, biography, allowSameName } = change
    const renamed = name !== undefined && name !== artist.name
    if (renamed && nameKey(name) !== artist.nameKey) await takeName(tx, deps, name, allowSameName, artistId)
    if (otherNames) await replaceOtherNames(tx, artistId, otherNames)
    await updateArtist(tx, deps, artist, {
      ...(name !== undefined && { name, nameKey: nameKey(name) }),
      ...(otherNames && { otherNames: JSON.stringify(otherNames) }),
      ...(links && { links: JSON.stringify(links) }),
      ...(biography !== undefined && { biography }),
    })
  })
}

/** Writes what changed and says so; tracks are told only where they show another name. */
export async function updateArtist(
  tx: Tx<MusicTables>,
  { clock }: MusicDeps,
  { id, name, revision: before }: { id: string; name: string; revision: number },
  set: Updateable<MusicTables['artist']>,
) {
  const revision = before + 1
  await tx
    .updateTable('artist')
    .set({ ...set, revision })
    .where('id', '=', id)
    .execute()
  const renamed = set.name !== undefined && set.name !== name
  await appendOutbox(tx, artistChanged, { key: id, data: { artistId: id, revision, renamed }, at: clock.now() })
}

/** Locked until the commit. @throws artist_not_found (404), not_your_artist (403) */
export async function getEditableArtist(tx: Tx<MusicTables>, user: User, artistId: string) {
  const artist = await tx
    .updateTable('artist')
    .set((row) => ({ revision: row.ref('revision') }))
    .where('id', '=', artistId)
    .where('deletedAt', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!artist) throw artistNotFound()
  if (!can(user, 'editArtist', artist)) throw notYourArtist()
  return artist
}

/** Two at once do not both find a name free: the second waits for the first. */
async function takeName(
  tx: Tx<MusicTables>,
  { images }: MusicDeps,
  name: string,
  allowed: boolean | undefined,
  artistId?: string,
) {
  await lockName(tx, nameKey(name))
  if (allowed) return
  const namesakes = (await findNamesakes(tx, nameKey(name))).filter((id) => id !== artistId)
  if (namesakes.length === 0) return
  const candidates = (await findArtists(tx, namesakes)).map((row) => presentArtist(row, images))
  throw conflict('artist_name_taken', `There is an artist named “${name}” already. Is it this one?`, {
    members: { candidates },
  })
}

export function notYourArtist() {
  return forbidden('not_your_artist', 'Only who registered this artist, or an administrator, may change it.')
}

export function artistNotFound() {
  return notFound('artist_not_found', 'This artist is not here (any more).')
}
