import { createHash } from 'node:crypto'
import { inTransaction } from '@bell/platform/database'
import { AppError, type User } from '@bell/platform/http'
import { createUpload, findUpload } from '@bell/platform/uploads'
import { registerArtist } from '../artists/artists.ts'
import type { MusicDeps } from '../deps.ts'
import { putPicture } from '../pictures/pictures.ts'
import { createTrack } from '../tracks/tracks.ts'
import { musicUploads } from '../uploads/music-uploads.ts'
import type { DemoAlbum, DemoArtist, DemoCompilation, DemoPiece } from './catalogue/catalogue.ts'
import type { Seconds } from './styles/style.ts'
import type { Order } from './demo.worker.ts'
import { listDemoArtists } from './demo.queries.ts'

type Album = DemoAlbum | DemoCompilation
type Make = (order: Order) => Promise<Uint8Array<ArrayBuffer>>

/** Registers an artist of the catalogue, with photo, where it is not there. @returns the id */
export async function makeArtist(deps: MusicDeps, user: User, make: Make, artist: DemoArtist, size: number) {
  const { name, otherNames, biography, people, colours } = artist
  const present = (await listDemoArtists(deps.db, 100)).find((row) => row.name === name)
  const id = present?.id ?? (await addArtist(deps, user, { name, otherNames, biography }))
  if (!present?.photoId) {
    const photo = await make({ kind: 'picture', picture: { seed: name, scene: { people }, colours, size } })
    await putPicture(deps, user, { kind: 'artist', id }, Buffer.from(photo), 'image/jpeg').catch((error: unknown) => {
      // ImgBell takes no pictures this moment: the artist's page lives without.
      if (!(error instanceof AppError)) throw error
      deps.log.warn({ err: error, artist: name }, 'A photo could not be kept')
    })
  }
  return id
}

function addArtist(deps: MusicDeps, user: User, artist: Pick<DemoArtist, 'name' | 'otherNames' | 'biography'>) {
  return inTransaction(deps.db, async (tx) => {
    const id = await registerArtist(tx, deps, user, { ...artist, allowSameName: true })
    await tx.updateTable('artist').set({ demo: 1 }).where('id', '=', id).execute()
    return id
  })
}

/** An upload's id that is the same whenever the piece is made: what is there is not made twice. */
export function uploadIdOf({ artist, title }: DemoPiece) {
  const digits = createHash('sha256').update(`demonstration: ${artist.name}: ${title}`).digest('hex')
  // A UUID of one's own making: version 8. (RFC 9562 §5.8)
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}

/** Composes a piece and sends it the way of all uploads. */
export async function makePiece(
  deps: MusicDeps,
  user: User,
  make: Make,
  piece: DemoPiece,
  { cover, artistIds, seconds }: { cover: Uint8Array; artistIds: ReadonlyMap<DemoArtist, string>; seconds: Seconds },
) {
  const { artist, featuring, album, title, variant } = piece
  const names = [artist, ...(featuring ? [featuring] : [])].map(({ name }) => name)
  const { style, genre, composer } = artist
  const bytes = await make({
    kind: 'piece',
    style,
    seed: `${artist.name} ${title}`,
    variant,
    seconds,
    format: album.format,
    tags: {
      ...tagsOf(piece),
      artists: names,
      genre,
      composer,
      cover,
    },
  })
  const uploadId = uploadIdOf(piece)
  await storeUpload(deps, user, uploadId, `${title}.${album.format}`, bytes)
  const credit = (of: DemoArtist, role: 'main' | 'featured') => ({ id: artistIds.get(of) ?? null, name: of.name, role })
  const artists = [
    credit(artist, 'main'),
    ...(featuring ? [credit(featuring, 'featured')] : []),
    { id: null, name: composer, role: 'composer' as const },
  ]
  await createTrack(deps, user, { uploadId, artists, visibility: 'public', downloadable: true }, { demo: true })
}

function tagsOf({ title, album, albumArtist, trackNumber, trackCount, discNumber, discCount }: DemoPiece) {
  const compilation = 'tracks' in album
  return {
    title,
    album: album.title,
    albumArtist,
    trackNumber,
    trackCount,
    discNumber,
    discCount,
    year: album.year,
    compilation,
  }
}

/** The same upload may have been begun before a crash. */
async function storeUpload(deps: MusicDeps, user: User, id: string, fileName: string, bytes: Uint8Array) {
  const begun = await findUpload(deps.db, id)
  const blobKey = `uploads/${id}`
  if (!begun) await createUpload(deps, musicUploads, user, { id, fileName, bytes: bytes.byteLength, fingerprint: null })
  else if ((await deps.blobs.stat(blobKey))?.complete) return
  else await deps.blobs.begin(blobKey)
  await deps.blobs.append(blobKey, 0, once(bytes))
}

async function* once(bytes: Uint8Array) {
  yield bytes
}

/** A cover for an album, drawn once however many pieces wait for it. */
export function createCovers(make: Make, size: number) {
  const drawn = new Map<Album, Promise<Uint8Array>>()
  return (album: Album) => {
    const { title, scene, colours } = album
    const cover = drawn.get(album) ?? make({ kind: 'picture', picture: { seed: title, scene, colours, size } })
    drawn.set(album, cover)
    return cover
  }
}
