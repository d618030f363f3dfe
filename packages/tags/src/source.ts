/** Bytes at random, as far as a reader of sound needs them. */
export interface Source {
  /** In bytes. */
  size: number
  /** From `start` to before `end`; both lie within the size. */
  read(start: number, end: number): Promise<Uint8Array>
}

const blockBytes = 256 * 1024
const mostBlocks = 8
/** More than this at once is asked for by no file that is one: a tag that holds a film, or a lie. */
const mostAtOnce = 64 * 1024 * 1024

/**
 * Reads in blocks and keeps the latest: readers of sound ask for a few bytes thousands of times.
 * @param fetchBlock gives the bytes from `start` to before `end`, which are one block; asked for one at a time where
 * the reader does so
 */
export function inBlocks(size: number, fetchBlock: (start: number, end: number) => Promise<Uint8Array>): Source {
  const blocks = new Map<number, Uint8Array>()

  async function block(index: number) {
    const kept = blocks.get(index)
    if (kept) return kept
    const start = index * blockBytes
    const bytes = await fetchBlock(start, Math.min(start + blockBytes, size))
    blocks.set(index, bytes)
    if (blocks.size > mostBlocks) blocks.delete(blocks.keys().next().value!)
    return bytes
  }

  return {
    size,
    async read(start, end) {
      if (end - start > mostAtOnce) throw new RangeError('Too much at once')
      const first = Math.floor(start / blockBytes)
      const offset = start - first * blockBytes
      if (end <= (first + 1) * blockBytes) return (await block(first)).subarray(offset, offset + end - start)
      const whole = new Uint8Array(end - start)
      for (let index = first; index * blockBytes < end; index++) {
        const from = Math.max(start - index * blockBytes, 0)
        whole.set((await block(index)).subarray(from, end - index * blockBytes), index * blockBytes + from - start)
      }
      return whole
    },
  }
}

/** A file of the browser; of a large one no more is in memory than a few blocks. */
export function fromBlob(blob: Blob): Source {
  return inBlocks(blob.size, async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()))
}

/** What music-metadata needs of a Blob: its size and its slices. */
export function asBlob(source: Source): Blob {
  return {
    size: source.size,
    type: '',
    slice: (start: number, end: number) => ({ arrayBuffer: async () => exactly(await source.read(start, end)) }),
  } as unknown as Blob
}

function exactly(bytes: Uint8Array) {
  return bytes.byteLength === bytes.buffer.byteLength
    ? bytes.buffer
    : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
}

/** The same bytes with another beginning in place of the first `upTo`. */
export function replaceStart(source: Source, upTo: number, beginning: Uint8Array): Source {
  const shift = upTo - beginning.byteLength
  return {
    size: source.size - shift,
    async read(start, end) {
      if (start >= beginning.byteLength) return source.read(start + shift, end + shift)
      const own = beginning.subarray(start, Math.min(end, beginning.byteLength))
      if (end <= beginning.byteLength) return own
      const rest = await source.read(upTo, end + shift)
      const joined = new Uint8Array(own.byteLength + rest.byteLength)
      joined.set(own)
      joined.set(rest, own.byteLength)
      return joined
    },
  }
}
