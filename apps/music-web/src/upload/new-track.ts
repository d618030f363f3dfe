import type { NewTrack } from '../api/shapes.ts'
import type { RowFields, UploadRow } from './rows.ts'

/**
 * What is told to the server about a file: what a person wrote. The rest it reads from the tags itself, and finds the
 * registered artists whom they name; a field that was emptied stays so.
 */
export function newTrackOf({ fields, edited }: UploadRow, uploadId: string): NewTrack {
  const track: NewTrack = { uploadId }
  const wrote = (name: keyof RowFields) => edited.has(name)
  if (wrote('title') && fields.title.trim()) track.title = fields.title.trim()
  if (wrote('artist')) {
    if (fields.artist.id) track.artistId = fields.artist.id
    else if (fields.artist.name.trim()) track.artistName = fields.artist.name.trim()
  }
  for (const name of ['album', 'albumArtist', 'genre'] as const) {
    if (wrote(name)) track[name] = fields[name].trim() || null
  }
  for (const name of ['trackNumber', 'discNumber', 'year'] as const) {
    if (wrote(name)) track[name] = fields[name]
  }
  if (wrote('visibility')) track.visibility = fields.visibility
  if (wrote('downloadable')) track.downloadable = fields.downloadable
  return track
}
