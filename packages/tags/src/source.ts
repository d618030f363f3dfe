/** Bytes at random, as far as a reader of sound needs them. */
export interface Source {
  /** In bytes. */
  size: number
  /** From `start` to before `end`; both lie within the size. */
  read(start: number, end: number): Promise<Uint8Array>
}

/** A file of the browser, read where it is asked for, never whole. */
export function fromBlob(blob: Blob): Source {
  return {
    size: blob.size,
    read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  }
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
