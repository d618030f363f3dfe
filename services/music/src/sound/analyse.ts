import type { Source } from '@bell/tags'
import type { Format } from '../tracks/tracks.schema.ts'
import { decodeSound } from './decode.ts'
import { createLoudness } from './loudness.ts'
import { createTruePeak } from './true-peak.ts'
import { createWaveform } from './waveform.ts'

/** What decoding a whole file found. */
export type SoundReport =
  | {
      state: 'done'
      peaks: Uint8Array
      /** Integrated, LUFS; null for silence. */
      loudnessLufs: number | null
      /** True peak, dBFS; null for silence. */
      peakDbfs: number | null
      decodedMs: number
    }
  | { state: 'no_decoder' | 'failed' }

/** Decodes a file from beginning to end, a stretch at a time. */
export async function analyseSound(source: Source, format: Format, start: number): Promise<SoundReport> {
  const blocks = await decodeSound(source, format, start)
  if (!blocks) return { state: 'no_decoder' }
  const waveform = createWaveform()
  let meters: ReturnType<typeof createMeters> | undefined
  let samples = 0
  let sampleRate = 0
  try {
    for await (const block of blocks) {
      // A stream that changes its channels or rate midway is measured as it began.
      meters ??= createMeters((sampleRate = block.sampleRate), block.channels.length, format)
      if (block.channels.length < meters.channels) continue
      waveform.add(block.channels)
      meters.add(block.channels)
      samples += block.channels[0]!.length
    }
  } catch {
    // What was decoded until then counts.
  }
  if (!meters) return { state: 'failed' }
  return { state: 'done', peaks: waveform.finish(), ...meters.finish(), decodedMs: (samples / sampleRate) * 1000 }
}

function createMeters(sampleRate: number, channels: number, format: Format) {
  const loudness = createLoudness(sampleRate, weightsOf(channels, format))
  const truePeak = createTruePeak(sampleRate, channels)
  return {
    channels,
    add(block: Float32Array[]) {
      loudness.add(block)
      truePeak.add(block)
    },
    finish: () => ({ loudnessLufs: loudness.integrated(), peakDbfs: truePeak.finish() }),
  }
}

/**
 * Of BS.1770-5, table 3. One channel alone comes from both speakers and counts twice; the decoder of MP3 gives it
 * twice already.
 */
function weightsOf(channels: number, { codec }: Format) {
  if (channels === 1) return [2]
  if (channels < 5) return Array<number>(channels).fill(1)
  const surround = 1.41
  // Vorbis and Opus put the centre second and the bass last; all others the centre third and the bass fourth.
  const vorbisOrder = codec === 'Vorbis' || codec === 'Opus'
  const front = 3
  const bass = channels === 5 ? -1 : vorbisOrder ? channels - 1 : 3
  return Array.from({ length: channels }, (_, channel) => (channel === bass ? 0 : channel < front ? 1 : surround))
}
