import { parseBlob, selectCover } from 'music-metadata'

export interface FileTags {
  title: string | undefined
  artist: string | undefined
  album: string | undefined
  durationSeconds: number | undefined
  cover: Blob | undefined
}

/** Reads what a sound file says about itself, in the browser. @throws where it is no sound file that we can read */
export async function readTags(file: File): Promise<FileTags> {
  const { common, format } = await parseBlob(file)
  if (!format.container && !format.codec) throw new Error('no audio found')
  const picture = selectCover(common.picture)
  return {
    title: common.title?.trim(),
    artist: (common.artist ?? common.albumartist)?.trim(),
    album: common.album?.trim(),
    durationSeconds: format.duration,
    cover: picture && new Blob([new Uint8Array(picture.data)], { type: picture.format }),
  }
}
