import type { Frames } from './frames.ts'

export type Mp4Stream = Sound & (Mpeg | Flac)

interface Sound {
  sampleRate: number
  channels: number
  samplesPerFrame: number
  /** Samples before and after the sound, which are not to be heard. */
  trimStart: number
  trimEnd: number
}

interface Mpeg {
  /** ISO/IEC 14496-1 table 5. */
  objectType: number
  config?: Buffer
}

interface Flac {
  /** The STREAMINFO block without its header (RFC 9639 §8.2). */
  flac: Buffer
}

/**
 * The beginning of an MP4 file (ISO/IEC 14496-12) whose sound is, byte by byte, another file: with its table of every
 * frame a player finds any second at once and exactly. What follows the answer is the other file from `dataStart` on.
 * @param size the other file's bytes; less than 4 GiB
 */
export function writeMp4Head(stream: Mp4Stream, frames: Frames, size: number) {
  const dataStart = frames.offsets[0]!
  const write = (shift: number) =>
    Buffer.concat([fileType(), movie(stream, frames, shift), mediaData(size - dataStart)])
  // The table holds places in the finished file, and its length does not depend on them.
  const { length } = write(0)
  return { head: write(length - dataStart), dataStart }
}

const fileType = () => box('ftyp', Buffer.from('M4A \0\0\0\0M4A isommp42'))
const mediaData = (bytes: number) => Buffer.concat([u32(bytes + 8), Buffer.from('mdat')])

function movie(stream: Mp4Stream, frames: Frames, shift: number) {
  const { sampleRate, samplesPerFrame, trimStart, trimEnd } = stream
  const media = frames.sizes.length * samplesPerFrame
  const heard = Math.max(0, media - trimStart - trimEnd)
  const matrix = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000]
  const movieHeader = full('mvhd', 0, [
    0,
    0,
    sampleRate,
    heard,
    0x10000,
    0x1000000,
    0,
    0,
    ...matrix,
    0,
    0,
    0,
    0,
    0,
    0,
    2,
  ])
  const trackHeader = full('tkhd', 3, [0, 0, 1, 0, heard, 0, 0, 0, 0x1000000, ...matrix, 0, 0])
  const edits = box('edts', full('elst', 0, [1, heard, trimStart, 0x10000]))
  const mediaHeader = full('mdhd', 0, [0, 0, sampleRate, media, 0x55c40000])
  const handler = box('hdlr', u32(0, 0), Buffer.from('soun'), u32(0, 0, 0), Buffer.from('\0'))
  const reference = box('dinf', full('dref', 0, [1]), full('url ', 1, []))
  // `dref` is a list and holds its entry.
  reference.writeUInt32BE(reference.readUInt32BE(8) + 12, 8)
  const information = box('minf', full('smhd', 0, [0]), reference, sampleTable(stream, frames, shift))
  const track = box('trak', trackHeader, edits, box('mdia', mediaHeader, handler, information))
  return box('moov', movieHeader, track)
}

function sampleTable(stream: Mp4Stream, { offsets, sizes }: Frames, shift: number) {
  // Frames that follow each other without anything between are one chunk.
  const chunkStarts: number[] = []
  offsets.forEach((offset, index) => {
    if (index === 0 || offset !== offsets[index - 1]! + sizes[index - 1]!) chunkStarts.push(index)
  })
  const runs: number[] = []
  let previous = 0
  chunkStarts.forEach((start, index) => {
    const samples = (chunkStarts[index + 1] ?? sizes.length) - start
    if (samples !== previous) runs.push(index + 1, samples, 1)
    previous = samples
  })
  return box(
    'stbl',
    box('stsd', u32(0, 1), sampleEntry(stream)),
    full('stts', 0, [1, sizes.length, stream.samplesPerFrame]),
    full('stsc', 0, [runs.length / 3, ...runs]),
    box('stsz', u32(0, 0, sizes.length), u32s(sizes)),
    box('stco', u32(0, chunkStarts.length), u32s(chunkStarts.map((index) => offsets[index]! + shift))),
  )
}

function sampleEntry(stream: Mp4Stream) {
  const sound = Buffer.alloc(28)
  sound.writeUInt16BE(1, 6)
  sound.writeUInt16BE(stream.channels, 16)
  sound.writeUInt16BE(16, 18)
  // Where the field is too small for it, the rate of the media's header stands alone.
  sound.writeUInt16BE(stream.sampleRate > 0xffff ? 0 : stream.sampleRate, 24)
  // "Encapsulation of FLAC in ISO Base Media File Format" §3.3.2; the block is the last of its kind.
  if ('flac' in stream) return box('fLaC', sound, box('dfLa', u32(0, 0x80000000 + stream.flac.length), stream.flac))
  const specific = stream.config ? descriptor(5, stream.config) : Buffer.alloc(0)
  const decoder = descriptor(4, Buffer.from([stream.objectType, 0x15, 0, 0, 0]), u32(0, 0), specific)
  const description = descriptor(3, Buffer.from([0, 1, 0]), decoder, descriptor(6, Buffer.from([2])))
  return box('mp4a', sound, box('esds', u32(0), description))
}

function descriptor(tag: number, ...parts: Buffer[]) {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, content.length]), content])
}

function full(type: string, flags: number, fields: number[]) {
  return box(type, u32(flags, ...fields))
}

function box(type: string, ...parts: Buffer[]) {
  const length = parts.reduce((sum, part) => sum + part.length, 8)
  return Buffer.concat([u32(length), Buffer.from(type), ...parts])
}

const u32 = (...values: number[]) => u32s(values)

function u32s(values: number[]) {
  const bytes = Buffer.allocUnsafe(values.length * 4)
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4))
  return bytes
}
