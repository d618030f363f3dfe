import type { IFormat } from 'music-metadata'
import type { Format } from '../tracks/tracks.schema.ts'

interface Known {
  container: string
  codec: string
  contentType: string
  lossless: boolean
}

/** What music-metadata calls what we play, and under which type browsers play it. */
const known: { container: RegExp; codec: RegExp; is: Known }[] = [
  {
    container: /^MPEG$/,
    codec: /^MPEG (1|2|2\.5) Layer 3$/,
    is: { container: 'MP3', codec: 'MP3', contentType: 'audio/mpeg', lossless: false },
  },
  {
    container: /^ADTS/,
    codec: /AAC/,
    is: { container: 'ADTS', codec: 'AAC', contentType: 'audio/aac', lossless: false },
  },
  {
    container: /^(M4A|M4B|mp4|isom|iso\d|dash|MSNV)/i,
    codec: /AAC/,
    is: { container: 'M4A', codec: 'AAC', contentType: 'audio/mp4', lossless: false },
  },
  {
    container: /^(M4A|M4B|mp4|isom|iso\d|dash|MSNV)/i,
    codec: /^ALAC$/,
    is: { container: 'M4A', codec: 'ALAC', contentType: 'audio/mp4', lossless: true },
  },
  {
    container: /^AIFF/,
    codec: /^PCM|floating point/,
    is: { container: 'AIFF', codec: 'PCM', contentType: 'audio/aiff', lossless: true },
  },
  {
    container: /^FLAC$/,
    codec: /^FLAC$/,
    is: { container: 'FLAC', codec: 'FLAC', contentType: 'audio/flac', lossless: true },
  },
  {
    container: /^Ogg$/,
    codec: /^Vorbis/,
    is: { container: 'Ogg', codec: 'Vorbis', contentType: 'audio/ogg; codecs=vorbis', lossless: false },
  },
  {
    container: /^Ogg$/,
    codec: /^Opus/,
    is: { container: 'Ogg', codec: 'Opus', contentType: 'audio/ogg; codecs=opus', lossless: false },
  },
  {
    container: /^Ogg$/,
    codec: /^FLAC/,
    is: { container: 'Ogg', codec: 'FLAC', contentType: 'audio/ogg; codecs=flac', lossless: true },
  },
  {
    container: /^WAVE$/,
    // 65534 is WAVE_FORMAT_EXTENSIBLE, which 24 and 32 bits use.
    codec: /^(PCM|IEEE_FLOAT|non-PCM \(65534\))$/,
    is: { container: 'WAV', codec: 'PCM', contentType: 'audio/wav', lossless: true },
  },
]

/** The format of a file that is played here; undefined of any other. */
export function recognise(found: IFormat): { contentType: string; format: Format } | undefined {
  const { container = '', codec = '', bitrate, sampleRate, numberOfChannels } = found
  const match = known.find((one) => one.container.test(container) && one.codec.test(codec))
  if (!match || found.hasVideo || !sampleRate) return undefined
  const { contentType, ...is } = match.is
  return {
    contentType,
    format: {
      ...is,
      ...(bitrate && Number.isFinite(bitrate) && { bitrate: Math.round(bitrate) }),
      sampleRate: Math.round(sampleRate),
      ...(numberOfChannels && { channels: numberOfChannels }),
    },
  }
}
