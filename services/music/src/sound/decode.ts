import type { Source } from '@bell/tags'
import type { Format } from '../tracks/tracks.schema.ts'
import { findAiffSound } from './aiff.ts'
import { decodeAlac, readAlacConfig } from './alac.ts'
import type { Block } from './blocks.ts'
import { findMp4Sound } from './mp4.ts'
import { walkOggPages } from './ogg-pages.ts'
import { decodePcm } from './pcm.ts'
import { findWavSound } from './wav.ts'

/** What the decoders have in common: bytes in, as they come; sound out, as it is ready. */
interface Decoder {
  ready: Promise<unknown>
  decode(bytes: Uint8Array): Decoded | Promise<Decoded>
  flush?(): Promise<Decoded>
  free(): unknown
}
interface Decoded {
  channelData: Float32Array[]
  samplesDecoded: number
  sampleRate: number
}

const bytesAtOnce = 64 * 1024

/**
 * The sound of a file, a stretch at a time, as far as it can be decoded: damaged parts are passed over. The memory
 * this takes does not depend on the file's length.
 * @param start where the sound's own bytes begin, after a tag
 * @returns undefined where there is no decoder for the format
 */
export async function decodeSound(
  source: Source,
  { container, codec }: Pick<Format, 'container' | 'codec'>,
  start: number,
): Promise<AsyncGenerator<Block> | undefined> {
  if (codec === 'PCM') {
    const layout = await findPcmSound(source, container)
    return layout && decodePcm(source, layout)
  }
  if (codec === 'ALAC') {
    const sound = await findMp4Sound(source)
    const config = sound && readAlacConfig(sound.entry)
    return config && decodeAlac(source, sound, config)
  }
  const decoder = await openDecoder(codec)
  return decoder && decodeStream(container === 'Ogg' ? readPages(source) : readOn(source, start), decoder)
}

export function findPcmSound(source: Source, container: string) {
  return container === 'AIFF' ? findAiffSound(source) : findWavSound(source)
}

/** Loaded when first needed: each is some hundred kilobytes. */
async function openDecoder(codec: string): Promise<Decoder | undefined> {
  switch (codec) {
    case 'MP3':
      return new (await import('mpg123-decoder')).MPEGDecoder()
    case 'FLAC':
      return new (await import('@wasm-audio-decoders/flac')).FLACDecoder()
    case 'Vorbis':
      return new (await import('@wasm-audio-decoders/ogg-vorbis')).OggVorbisDecoder()
    case 'Opus':
      return new (await import('ogg-opus-decoder')).OggOpusDecoder()
    default:
      return undefined
  }
}

async function* decodeStream(stretches: AsyncIterable<Uint8Array>, decoder: Decoder): AsyncGenerator<Block> {
  try {
    await decoder.ready
    for await (const bytes of stretches) {
      const decoded = await decoder.decode(bytes)
      if (isSound(decoded)) yield { channels: decoded.channelData, sampleRate: decoded.sampleRate }
    }
    const rest = await decoder.flush?.()
    if (rest && isSound(rest)) yield { channels: rest.channelData, sampleRate: rest.sampleRate }
  } finally {
    decoder.free()
  }
}

async function* readOn(source: Source, start: number) {
  for (let at = start; at < source.size; at += bytesAtOnce) {
    yield await source.read(at, Math.min(at + bytesAtOnce, source.size))
  }
}

/** Whole pages only: of one that is cut the decoder would make noise. */
async function* readPages(source: Source) {
  let start = 0
  let end = 0
  for await (const page of walkOggPages(source)) {
    if (page.start !== end || page.end - start > bytesAtOnce) {
      if (end > start) yield await source.read(start, end)
      start = page.start
    }
    end = page.end
  }
  if (end > start) yield await source.read(start, end)
}

function isSound({ channelData, samplesDecoded, sampleRate }: Decoded) {
  return samplesDecoded > 0 && sampleRate > 0 && channelData.length > 0 && channelData[0]!.length === samplesDecoded
}
