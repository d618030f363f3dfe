import { fromBlob, readSound } from '@bell/tags'
import type { FileTags } from './read-tags.ts'

export type Answer = { tags: FileTags } | { failed: string }

/** Up to here a file is read to its end where only that tells its length (Ogg, MP3 of varying bit rate), in bytes. */
const wholeUpTo = 100_000_000

self.onmessage = ({ data: file }: MessageEvent<File>) => {
  void read(file).then(
    (tags) => self.postMessage({ tags } satisfies Answer),
    (error: unknown) => self.postMessage({ failed: String(error) } satisfies Answer),
  )
}

async function read(file: File): Promise<FileTags> {
  const source = fromBlob(file)
  const { format, tags, picture } = await readSound(source)
  if (!format.container && !format.codec) throw new Error('no audio found')
  return {
    ...tags,
    durationSeconds: format.duration ?? (file.size <= wholeUpTo ? await durationOf(source) : undefined),
    cover: picture && new Blob([picture.bytes], { type: picture.contentType }),
  }
}

async function durationOf(source: ReturnType<typeof fromBlob>) {
  try {
    return (await readSound(source, { exactDuration: true })).format.duration
  } catch {
    // The server finds it out.
    return undefined
  }
}
