import { parseBlob, parseBuffer, selectCover } from 'music-metadata'

export interface FileTags {
  title: string | undefined
  artist: string | undefined
  album: string | undefined
  durationSeconds: number | undefined
  cover: Blob | undefined
}

/** Up to here a file is read whole where only its end tells its length (Ogg, MP3 of varying bit rate), in bytes. */
const wholeUpTo = 100_000_000

/** Reads what a sound file says about itself, in the browser. @throws where it is no sound file that we can read */
export async function readTags(file: File): Promise<FileTags> {
  const { common, format } = await parseBlob(file)
  if (!format.container && !format.codec) throw new Error('no audio found')
  const picture = selectCover(common.picture)
  return {
    title: common.title?.trim(),
    artist: (common.artist ?? common.albumartist)?.trim(),
    album: common.album?.trim(),
    durationSeconds: format.duration ?? (await durationOf(file)),
    cover: picture ? new Blob([new Uint8Array(picture.data)], { type: picture.format }) : undefined,
  }
}

async function durationOf(file: File): Promise<number | undefined> {
  if (file.size > wholeUpTo) return undefined
  try {
    const bytes = new Uint8Array(await file.arrayBuffer())
    return (await parseBuffer(bytes, file.type, { duration: true, skipCovers: true })).format.duration
  } catch {
    // The server finds it out.
    return undefined
  }
}
