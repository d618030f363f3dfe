import type { Source } from '@bell/tags'

/** The sound of an MP4 file: where each of its packets lies (ISO 14496-12 §8). */
export interface Mp4Sound {
  /** Of the sample entry: `mp4a`, `alac` … */
  codec: string
  /** The sample entry without its head: what a decoder needs to begin. */
  entry: Uint8Array
  /** Units of durations a second. */
  timescale: number
  packets(): Generator<{ start: number; end: number; duration: number }>
}

const containers = ['moov', 'trak', 'mdia', 'minf', 'stbl']
/** More boxes than this has no file that is one. */
const mostBoxes = 10_000

/** Finds the first track of sound; undefined where the file's index is not there. */
export async function findMp4Sound(source: Source): Promise<Mp4Sound | undefined> {
  let boxes = new Map<string, DataView>()
  const tracks: Map<string, DataView>[] = []
  let seen = 0

  async function walk(from: number, to: number) {
    for (let at = from; at + 8 <= to && seen++ < mostBoxes;) {
      const head = view(await source.read(at, Math.min(at + 16, source.size)))
      const name = text(head, 4)
      const { size, headBytes } = boxSize(head, source.size - at)
      const end = Math.min(at + size, to)
      if (name === 'trak') tracks.push((boxes = new Map()))
      if (containers.includes(name)) await walk(at + headBytes, end)
      else if (wanted.includes(name)) boxes.set(name, view(await source.read(at + headBytes, end)))
      if (size < headBytes) return
      at += size
    }
  }

  await walk(0, source.size)
  const sound = tracks.find((track) => track.has('hdlr') && text(track.get('hdlr')!, 8) === 'soun')
  return sound && wanted.every((name) => optional.includes(name) || sound.has(name)) ? readTrack(sound) : undefined
}

const wanted = ['hdlr', 'mdhd', 'stsd', 'stts', 'stsc', 'stsz', 'stco', 'co64']
const optional = ['stco', 'co64']

/** Where the last box of a file ends by its own account, in bytes; more than the file has where it was cut. */
export async function promisedMp4Size(source: Source) {
  let at = 0
  for (let seen = 0; at + 8 <= source.size && seen < mostBoxes; seen++) {
    const head = view(await source.read(at, Math.min(at + 16, source.size)))
    const { size, headBytes } = boxSize(head, source.size - at)
    if (size < headBytes) break
    at += size
  }
  return at
}

function boxSize(head: DataView, rest: number) {
  const size = head.getUint32(0)
  if (size === 1 && head.byteLength >= 16) return { size: Number(head.getBigUint64(8)), headBytes: 16 }
  return { size: size === 0 ? rest : size, headBytes: 8 }
}

function readTrack(boxes: Map<string, DataView>): Mp4Sound {
  const [mdhd, stsd, stts, stsc, stsz] = ['mdhd', 'stsd', 'stts', 'stsc', 'stsz'].map((name) => boxes.get(name)!)
  const offsets = boxes.get('co64') ?? boxes.get('stco')
  const long = boxes.has('co64')
  const fixedSize = stsz!.getUint32(4)
  const count = fixedSize > 0 ? stsz!.getUint32(8) : Math.min(stsz!.getUint32(8), (stsz!.byteLength - 12) >> 2)
  const chunks = offsets ? Math.min(offsets.getUint32(4), (offsets.byteLength - 8) / (long ? 8 : 4)) : 0
  const durations = runs(stts!, 8)
  const chunkSizes = runs(stsc!, 12)

  function* packets() {
    let packet = 0
    let [run, left] = [0, durations[0]?.[0] ?? 0]
    for (let chunk = 0, group = 0; chunk < chunks && packet < count; chunk++) {
      while (group + 1 < chunkSizes.length && chunkSizes[group + 1]![0]! <= chunk + 1) group++
      let start = long ? Number(offsets!.getBigUint64(8 + chunk * 8)) : offsets!.getUint32(8 + chunk * 4)
      for (let n = chunkSizes[group]?.[1] ?? 0; n > 0 && packet < count; n--, packet++) {
        while (left === 0 && run + 1 < durations.length) left = durations[++run]![0]!
        left--
        const size = fixedSize > 0 ? fixedSize : stsz!.getUint32(12 + packet * 4)
        yield { start, end: start + size, duration: durations[run]?.[1] ?? 0 }
        start += size
      }
    }
  }

  return {
    codec: text(stsd!, 12),
    entry: new Uint8Array(stsd!.buffer, stsd!.byteOffset + 16, Math.max(0, stsd!.byteLength - 16)),
    timescale: mdhd!.getUint32(mdhd!.getUint8(0) === 1 ? 20 : 12) || 1,
    packets,
  }
}

/** A table whose rows of numbers follow its count. */
function runs(table: DataView, rowBytes: 8 | 12) {
  const count = Math.min(table.getUint32(4), Math.floor((table.byteLength - 8) / rowBytes))
  return Array.from({ length: count }, (_, row) => [
    table.getUint32(8 + row * rowBytes),
    table.getUint32(12 + row * rowBytes),
  ])
}

function text(data: DataView, at: number) {
  if (at + 4 > data.byteLength) return ''
  return String.fromCharCode(...[0, 1, 2, 3].map((n) => data.getUint8(at + n)))
}

function view(bytes: Uint8Array) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
