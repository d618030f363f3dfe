import { createMp3Encoder, createOggEncoder } from 'wasm-media-encoders'
import { sampleRate } from '../sound/waves.ts'
import type { FileTags } from './file-tags.ts'
import { writeId3 } from './id3.ts'
import { tagOggVorbis } from './vorbis-comment.ts'

const mp3 = cached(createMp3Encoder)
const ogg = cached(createOggEncoder)

/** Encodes stereo at 44.1 kHz as a file that says what it is. */
export async function encodeFile(
  format: 'mp3' | 'ogg',
  channels: readonly [Float32Array, Float32Array],
  tags: FileTags,
): Promise<Uint8Array> {
  const common = { sampleRate, channels: 2 } as const
  if (format === 'ogg') {
    const encoder = await ogg()
    encoder.configure({ ...common, vbrQuality: 4 })
    return tagOggVorbis(drain(encoder, channels), tags)
  }
  const encoder = await mp3()
  encoder.configure({ ...common, bitrate: 160 })
  return Buffer.concat([writeId3(tags), drain(encoder, channels)])
}

interface Encoder {
  encode(samples: readonly Float32Array[]): Uint8Array
  finalize(): Uint8Array
}

/** A second at a time: what the encoder is given it copies into its own memory, and what it gives is overwritten. */
function drain(encoder: Encoder, channels: readonly Float32Array[]) {
  const parts: Uint8Array[] = []
  for (let at = 0; at < channels[0]!.length; at += sampleRate) {
    parts.push(encoder.encode(channels.map((channel) => channel.subarray(at, at + sampleRate))).slice())
  }
  parts.push(encoder.finalize().slice())
  return Buffer.concat(parts)
}

function cached<T>(create: () => Promise<T>) {
  let made: Promise<T> | undefined
  return () => (made ??= create())
}
