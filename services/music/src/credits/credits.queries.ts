import type { Tx } from '@bell/platform/database'
import type { MusicTables } from '../tables.ts'
import { nameKey } from '../names.ts'
import type { Role } from '../tracks/tracks.schema.ts'

/** A name on a track: of a registered artist, or, without `id`, as plain text. */
export interface Credit {
  id: string | null
  name: string
  role: Role
}

/**
 * The registered artists behind credits: by id, or by a name that exactly one artist bears.
 * An id that is not there (any more) is left as plain text. Nobody is credited twice in a role, or is their own guest.
 */
export async function resolveCredits(tx: Tx<MusicTables>, credits: Credit[]): Promise<Credit[]> {
  const resolved: Credit[] = []
  for (const credit of credits) {
    const artist = credit.id === null ? await findOnlyArtistNamed(tx, credit.name) : await findArtist(tx, credit.id)
    resolved.push({ id: artist?.id ?? null, name: artist?.name ?? credit.name, role: credit.role })
  }
  return resolved.filter(
    (credit, index) =>
      resolved.findIndex((other) => other.role === credit.role && sameArtist(other, credit)) === index &&
      !(credit.role === 'featured' && resolved.some((other) => other.role === 'main' && sameArtist(other, credit))),
  )
}

export function findArtist(tx: Tx<MusicTables>, id: string) {
  return tx
    .selectFrom('artist')
    .select(['id', 'name'])
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
}

/** By the index artist_by_name. */
async function findOnlyArtistNamed(tx: Tx<MusicTables>, name: string) {
  const found = await tx
    .selectFrom('artist')
    .select(['id', 'name'])
    .where('nameKey', '=', nameKey(name))
    .where('deletedAt', 'is', null)
    .limit(2)
    .execute()
  return found.length === 1 ? found[0] : undefined
}

export async function replaceCredits(tx: Tx<MusicTables>, trackIds: readonly string[], credits: Credit[]) {
  await tx.deleteFrom('credit').where('trackId', 'in', trackIds).execute()
  if (credits.length === 0) return
  const tracks = await tx.selectFrom('track').select(['id', 'uploaderId']).where('id', 'in', trackIds).execute()
  const rows = tracks.flatMap(({ id: trackId, uploaderId }) =>
    credits.map(({ id, name, role }, position) => ({
      trackId,
      position,
      artistId: id,
      name,
      nameKey: nameKey(name),
      uploaderId,
      role,
    })),
  )
  if (rows.length === 0) return
  await tx.insertInto('credit').values(rows).execute()
}

function sameArtist(one: Credit, other: Credit) {
  return one.id === other.id && (one.id !== null || nameKey(one.name) === nameKey(other.name))
}
