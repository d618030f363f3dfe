import type { Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { isVariousArtists } from '@bell/tags'
import { resolveCredits } from '../credits/credits.queries.ts'
import type { MusicTables, TrackTable } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { trackChanged } from '../events.ts'
import { nameKey } from '../names.ts'
import { rewriteCards } from '../tracks/cards.ts'
import type { TrackDetails } from '../tracks/tracks.schema.ts'
import { claimAlbum, findMainArtists, findPeers, type NamedArtist } from './albums.queries.ts'
import { whoseAlbum, type Member } from './whose-album.ts'

type Placed = Map<string, string | null>

/**
 * Puts tracks into the albums that are said, by title and album artist. Where nobody says whose an album is, its tracks
 * do (see whoseAlbum): then others that the same person brought on the same day may move along, cards, events and all.
 * Runs after the tracks' credits and numbers are written.
 * @returns the albums that show other tracks than before, or the same tracks differently
 */
export async function placeInAlbums(
  tx: Tx<MusicTables>,
  deps: MusicDeps,
  tracks: readonly TrackTable[],
  details: TrackDetails,
  otherArtists: boolean,
): Promise<Set<string>> {
  const touched = new Set(tracks.flatMap(({ albumId }) => albumId ?? []))
  const present = await findPresent(tx, tracks)
  const aboutAlbums = [details.album, details.albumArtist, details.compilation].some((said) => said !== undefined)
  const placed: Placed = new Map()
  const unsaid: { track: TrackTable; title: string }[] = []
  const claimed = new Map<string, string>()

  for (const track of tracks) {
    const before = track.albumId === null ? undefined : present.get(track.albumId)
    // With other artists an album that was named after its tracks' artist may be another one.
    if (!aboutAlbums && !(otherArtists && before?.artistSaid === 0)) continue
    const title = details.album === undefined ? before?.title : details.album
    if (!title) {
      placed.set(track.id, null)
      continue
    }
    const said = saidArtist(details, before)
    if (said === undefined) {
      unsaid.push({ track, title })
      continue
    }
    const key = JSON.stringify([title, said])
    if (!claimed.has(key)) {
      const artist = await resolveArtist(tx, said)
      claimed.set(key, await claimAlbum(tx, deps, { title, artist, compilation: said === '', artistSaid: true }))
    }
    placed.set(track.id, claimed.get(key)!)
  }

  const movedAlong: string[] = []
  const groups = Map.groupBy(unsaid, ({ track, title }) => JSON.stringify([track.uploaderId, nameKey(title)]))
  for (const group of groups.values()) {
    for (const peer of await placeByTracks(tx, deps, group, placed)) {
      movedAlong.push(peer.id)
      touched.add(peer.albumId)
    }
  }
  for (const [albumId, ids] of Map.groupBy(placed.keys(), (id) => placed.get(id)!)) {
    await tx.updateTable('track').set({ albumId }).where('id', 'in', ids).execute()
    if (albumId !== null) touched.add(albumId)
  }
  await tellMoved(tx, deps, movedAlong)
  return touched
}

/** @returns whose the album is said to be, '' for various artists; undefined where its tracks decide */
function saidArtist(
  { albumArtist, compilation }: TrackDetails,
  before: { artistName: string; artistSaid: number } | undefined,
): string | undefined {
  if (compilation || (albumArtist && isVariousArtists(albumArtist))) return ''
  if (albumArtist !== undefined) return albumArtist ?? undefined
  return compilation === false || before?.artistSaid !== 1 ? undefined : before.artistName
}

/** @returns the tracks that move along, with the albums they leave */
async function placeByTracks(
  tx: Tx<MusicTables>,
  deps: MusicDeps,
  group: { track: TrackTable; title: string }[],
  placed: Placed,
) {
  const { title, track } = group[0]!
  const ids = group.map(({ track: { id } }) => id)
  const peers = await findPeers(
    tx,
    { titleKey: nameKey(title), uploaderId: track.uploaderId, at: track.createdAt },
    ids,
  )
  const artists = await findMainArtists(tx, [...ids, ...peers.map(({ id }) => id)])
  const numbers = await tx
    .selectFrom('track')
    .select(['id', 'discNumber', 'trackNumber'])
    .where('id', 'in', ids)
    .execute()
  const members: Member[] = [...numbers, ...peers].map(({ id, discNumber, trackNumber }) => ({
    artist: artists.get(id),
    discNumber,
    trackNumber,
  }))
  const whose = whoseAlbum(members)
  const claimed = new Map<string, string>()
  const claim = async (artist: NamedArtist | undefined) => {
    const key = artist?.id ?? artist?.name ?? ''
    const compilation = whose.kind === 'various'
    if (!claimed.has(key))
      claimed.set(key, await claimAlbum(tx, deps, { title, artist, compilation, artistSaid: false }))
    return claimed.get(key)!
  }
  const moved: { id: string; albumId: string }[] = []
  for (const id of ids) placed.set(id, await claim(whose.kind === 'each' ? artists.get(id) : whose.artist))
  for (const { id, albumId } of peers) {
    const now = await claim(whose.kind === 'each' ? artists.get(id) : whose.artist)
    if (now === albumId) continue
    placed.set(id, now)
    moved.push({ id, albumId })
  }
  return moved
}

async function tellMoved(tx: Tx<MusicTables>, deps: MusicDeps, trackIds: string[]) {
  const at = deps.clock.now()
  for (let from = 0; from < trackIds.length; from += 100) {
    for (const { id, revision } of await rewriteCards(tx, trackIds.slice(from, from + 100))) {
      await appendOutbox(tx, trackChanged, { key: id, data: { trackId: id, revision }, at })
    }
  }
}

async function findPresent(tx: Tx<MusicTables>, tracks: readonly TrackTable[]) {
  const ids = tracks.flatMap(({ albumId }) => albumId ?? [])
  if (ids.length === 0) return new Map<string, { title: string; artistName: string; artistSaid: number }>()
  const rows = await tx
    .selectFrom('album')
    .select(['id', 'title', 'artistName', 'artistSaid'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

async function resolveArtist(tx: Tx<MusicTables>, name: string): Promise<NamedArtist | undefined> {
  // An album without an artist stays so.
  if (name === '') return undefined
  const [artist] = await resolveCredits(tx, [{ id: null, name, role: 'main' }])
  return artist
}
