/** Where the sound of a file lies: one entry a frame, in bytes from the file's beginning. */
export interface Frames {
  offsets: number[]
  sizes: number[]
}

/** What a frame's header says; all of it in bytes. */
export interface FrameHead {
  /** Header and content. */
  bytes: number
  /** What precedes the content and is left out where the frame lies in a container. */
  skip: number
  /** What must not change from frame to frame, for the whole file to be one stream. */
  stream: number
}

/** Bytes that must be there for a header to be read. */
export const headerBytes = 7
/** About thirteen hours; a file of more is made to exhaust memory. */
export const mostFrames = 2_000_000

export type ReadHead = (bytes: Uint8Array, at: number) => FrameHead | undefined

/**
 * Finds the frames of an MPEG audio stream of `size` bytes, whatever stands before, between and after them. Only
 * headers are looked at. @returns undefined where there are none, or too many
 */
export async function findFrames(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
  readHead: ReadHead,
): Promise<Frames | undefined> {
  const frames: Frames = { offsets: [], sizes: [] }
  let stream: number | undefined
  let at = 0
  // What has arrived and is not yet read, and where in the file it begins.
  let bytes: Uint8Array = new Uint8Array()
  let base = 0

  function readFrames() {
    while (at + headerBytes <= base + bytes.length) {
      const here = at - base
      const tag = at === 0 ? tagBytes(bytes) : 0
      const head = tag ? undefined : readHead(bytes, here)
      if (tag) at = tag
      else if (head && (stream ?? head.stream) === head.stream && at + head.bytes <= size) {
        stream = head.stream
        frames.offsets.push(at + head.skip)
        frames.sizes.push(head.bytes - head.skip)
        at += head.bytes
      } else {
        const next = bytes.indexOf(0xff, here + 1)
        at = next < 0 ? base + bytes.length : base + next
      }
    }
  }

  for await (const chunk of chunks) {
    const kept = Math.max(0, Math.min(bytes.length, at - base))
    base += kept
    bytes = kept === bytes.length ? chunk : Buffer.concat([bytes.subarray(kept), chunk])
    readFrames()
    if (frames.sizes.length > mostFrames) return undefined
  }
  return frames.sizes.length > 1 ? frames : undefined
}

export async function readBytes(chunks: AsyncIterable<Uint8Array>) {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

/** The length of an ID3v2 tag at the beginning. */
function tagBytes(bytes: Uint8Array) {
  if (bytes[0] !== 0x49 || bytes[1] !== 0x44 || bytes[2] !== 0x33 || bytes.length < 10) return 0
  const footer = bytes[5]! & 0x10 ? 10 : 0
  return 10 + footer + ((bytes[6]! << 21) | (bytes[7]! << 14) | (bytes[8]! << 7) | bytes[9]!)
}
