import { Button, toast } from '@bell/ui'
import { ListEnd, Play, Shuffle } from 'lucide-react'
import type { Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { queueFailed } from '../player/queue-failed.ts'
import { usePlayTracks, useShuffleTracks } from './use-play-tracks.ts'

/** Play, shuffle, queue: what one can do with the list of tracks on a page. */
export function PlayActions({ tracks }: { tracks: Track[] }) {
  const say = useWords()
  const { player } = useMusic()
  const playTracks = usePlayTracks()
  const shuffleTracks = useShuffleTracks()
  const ready = tracks.filter((track) => track.status === 'ready')
  const append = () =>
    player
      .append(ready.map(({ id }) => id))
      .then(() => toast(say('many.queued', { count: ready.length }), { id: 'queued' }), queueFailed)
  const none = ready.length === 0
  return (
    <>
      <Button icon={<Play className="fill-current" />} disabled={none} onClick={() => playTracks(ready, 0)}>
        {say('artist.playAll')}
      </Button>
      <Button variant="quiet" icon={<Shuffle />} disabled={none} onClick={() => shuffleTracks(ready)}>
        {say('artist.shuffleAll')}
      </Button>
      <Button variant="quiet" icon={<ListEnd />} disabled={none} onClick={() => void append()}>
        {say('track.addToQueue')}
      </Button>
    </>
  )
}
