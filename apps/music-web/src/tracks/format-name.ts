import type { Track } from '../api/shapes.ts'

const names: Record<string, string> = {
  'MPEG 1 Layer 3': 'MP3',
  'MPEG 2 Layer 3': 'MP3',
  'MPEG 2.5 Layer 3': 'MP3',
  'MPEG-4/AAC': 'AAC',
  'Vorbis I': 'Vorbis',
  PCM: 'PCM',
}

/** What a file is called by those who collect them: MP3, FLAC, WAV; empty while it is not known. */
export function formatName({ format }: Pick<Track, 'format'>): string {
  if (!format) return ''
  if (/pcm/i.test(format.codec)) return /aif/i.test(format.container) ? 'AIFF' : 'WAV'
  return names[format.codec] ?? format.codec
}
