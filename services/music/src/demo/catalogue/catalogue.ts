import type { OtherName } from '../../artists/artists.schema.ts'
import type { StyleName } from '../styles/styles.ts'
import type { Seconds } from '../styles/style.ts'
import type { SceneName } from '../pictures/draw.ts'

export interface DemoArtist {
  name: string
  otherNames: OtherName[]
  biography: string
  style: StyleName
  genre: string
  /** Who is named as the composer. */
  composer: string
  /** How many people the photo shows, and its colours: see pictures/portraits.ts. */
  people: number
  colours: string
}

export interface DemoAlbum {
  title: string
  artist: DemoArtist
  year: number
  format: 'mp3' | 'ogg'
  scene: SceneName
  /** The scene's palette. */
  colours: string
  /** A list for each disc. */
  discs: string[][]
}

/** Several artists on one album, which is nobody's. */
export interface DemoCompilation extends Omit<DemoAlbum, 'artist' | 'discs'> {
  artistName: string
  tracks: { artist: DemoArtist; title: string; featuring?: DemoArtist }[]
}

export interface DemoCatalogue {
  artists: DemoArtist[]
  albums: (DemoAlbum | DemoCompilation)[]
  /** Of each side of covers and photos, px. */
  pictureSize: number
  /** How long pieces are, about. */
  seconds: Seconds
}

/** A piece to be made: what its file will say, and what it is composed from. */
export interface DemoPiece {
  title: string
  artist: DemoArtist
  featuring: DemoArtist | undefined
  album: DemoAlbum | DemoCompilation
  albumArtist: string
  trackNumber: number
  trackCount: number
  discNumber: number
  discCount: number
  /** Which of its artist's pieces it is. */
  variant: number
}

/** All pieces; albums grow side by side and are whole together, so that the artists take turns in the list of what is new. */
export function listPieces({ albums }: DemoCatalogue): DemoPiece[] {
  const made = new Map<DemoArtist, number>()
  return albums
    .flatMap((album) => piecesOf(album).map((piece, n, all) => ({ piece, part: (n + 1) / all.length })))
    .toSorted((a, b) => a.part - b.part)
    .map(({ piece }) => {
      const variant = made.get(piece.artist) ?? 0
      made.set(piece.artist, variant + 1)
      return { ...piece, variant }
    })
}

function piecesOf(album: DemoAlbum | DemoCompilation): Omit<DemoPiece, 'variant'>[] {
  if ('tracks' in album) {
    return album.tracks.map(({ artist, title, featuring }, n) => ({
      title,
      artist,
      featuring,
      album,
      albumArtist: album.artistName,
      trackNumber: n + 1,
      trackCount: album.tracks.length,
      discNumber: 1,
      discCount: 1,
    }))
  }
  return album.discs.flatMap((titles, disc) =>
    titles.map((title, n) => ({
      title,
      artist: album.artist,
      featuring: undefined,
      album,
      albumArtist: album.artist.name,
      trackNumber: n + 1,
      trackCount: titles.length,
      discNumber: disc + 1,
      discCount: album.discs.length,
    })),
  )
}
