import { LiveRegion } from '@bell/ui'
import { useEffect } from 'react'
import { artistLine } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { pageTitle } from '../shell/page-title.ts'
import { useStore } from '@bell/ui/store'

/** Says what sounds: in the window's title, and aloud for those who do not see it. */
export function NowPlaying() {
  const say = useWords()
  const { player } = useMusic()
  const track = useStore(player.state, ({ item, status }) => (status === 'playing' ? item?.track : undefined))
  const page = useStore(pageTitle, (state) => state.title)

  useEffect(() => {
    const parts = track ? [track.title, artistLine(track)] : [page, 'MusicBell']
    document.title = parts.filter(Boolean).join(' · ')
  }, [track, page])

  return (
    <LiveRegion>
      {track &&
        say('player.nowPlaying', { title: track.title, artist: artistLine(track) || say('track.unknownArtist') })}
    </LiveRegion>
  )
}
