import type { FileRow, Rows } from '@bell/ui/upload'
import type { NewTrack, Track } from '../api/shapes.ts'

/** What a person may say about a file; from its tags until then. */
export interface RowFields {
  title: string
  artist: { id: string | null; name: string }
  album: string
  albumArtist: string
  trackNumber: number | null
  discNumber: number | null
  year: number | null
  genre: string
  visibility: NonNullable<NewTrack['visibility']>
  downloadable: boolean
}

export interface UploadRow extends FileRow {
  fields: RowFields
  /** The fields that a person wrote; only these are told to the server, which reads the tags itself. */
  edited: ReadonlySet<keyof RowFields>
  /** Registered artists whom the name may mean; a person should look. */
  checkArtist: boolean
  durationSeconds: number | null
  /** An object URL of the cover in the tags. */
  coverUrl: string | null
  /** Its further fields are shown. */
  open: boolean
  track?: Track
}

export type TrackRows = Rows<UploadRow>

export function blankRow(id: string, file: File): UploadRow {
  return {
    id,
    file,
    state: 'reading',
    sendWhenRead: false,
    fields: {
      title: titleOfFile(file.name),
      artist: { id: null, name: '' },
      album: '',
      albumArtist: '',
      trackNumber: null,
      discNumber: null,
      year: null,
      genre: '',
      visibility: 'members',
      downloadable: false,
    },
    edited: new Set(),
    checkArtist: false,
    durationSeconds: null,
    coverUrl: null,
    sent: 0,
    speed: 0,
    selected: false,
    open: false,
  }
}

/** As the server does where the tags name no title. */
function titleOfFile(name: string) {
  return name
    .replace(/\.\w{1,5}$/, '')
    .replaceAll(/[_\s]+/g, ' ')
    .trim()
}
