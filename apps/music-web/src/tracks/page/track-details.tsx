import { useFormats } from '@bell/ui/i18n'
import type { ReactNode } from 'react'
import type { Track } from '../../api/shapes.ts'
import { useWords } from '../../i18n/words.ts'
import { formatName } from '../format-name.ts'

/** What is known of a track, as pairs; what is not known has no line. */
export function TrackDetails({ track }: { track: Track }) {
  const say = useWords()
  const { duration, spokenDuration, date, bytes } = useFormats()
  const { durationSeconds, loudness } = track
  const place = [
    track.discNumber && say('album.disc', { disc: track.discNumber }),
    track.trackNumber && say('track.numberOnDisc', { number: track.trackNumber }),
  ].filter(Boolean)
  const lines: [string, ReactNode][] = [
    [
      say('track.length'),
      durationSeconds !== null && (
        <>
          <span aria-hidden>{duration(durationSeconds)}</span>
          <span className="sr-only">{spokenDuration(durationSeconds)}</span>
        </>
      ),
    ],
    [say('track.year'), track.year],
    [say('track.genre'), track.genre],
    [say('track.place'), place.join(' · ')],
    [say('track.format'), track.format && <FormatLine key="format" track={track} format={track.format} />],
    [say('track.size'), bytes(track.bytes)],
    [
      say('track.loudness'),
      loudness &&
        say('track.loudnessValue', {
          integrated: loudness.integrated.toFixed(1),
          peak: loudness.truePeak.toFixed(1),
        }),
    ],
    [say('edit.visibility'), say(`visibility.${track.visibility}`)],
    [say('track.added'), say('track.addedBy', { date: date(track.createdAt), name: track.uploadedBy.name })],
  ]
  return (
    <section aria-labelledby="details">
      <h2 id="details" className="mb-3 text-lg font-bold">
        {say('track.details')}
      </h2>
      <dl className="grid gap-3">
        {lines
          .filter(([, value]) => Boolean(value))
          .map(([name, value]) => (
            <div key={name} className="grid grid-cols-[8rem_minmax(0,1fr)] gap-4">
              <dt className="text-muted">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  )
}

/** "FLAC · 44.1 kHz · stereo · 912 kbit/s · lossless": as much as is known. */
function FormatLine({ track, format }: { track: Track; format: NonNullable<Track['format']> }) {
  const say = useWords()
  const { number } = useFormats()
  const { sampleRate, channels, bitrate, lossless } = format
  const parts = [
    formatName(track),
    sampleRate && `${number(sampleRate / 1000)}\u00a0kHz`,
    channels &&
      (channels <= 2 ? say(channels === 1 ? 'track.mono' : 'track.stereo') : say('track.channels', { channels })),
    bitrate && `${number(Math.round(bitrate / 1000))}\u00a0kbit/s`,
    lossless && say('track.lossless'),
  ]
  return parts.filter(Boolean).join(' · ')
}
