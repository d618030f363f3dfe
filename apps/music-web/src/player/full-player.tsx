import { Dialog } from '@base-ui/react/dialog'
import { Cover, IconButton, SegmentedControl } from '@bell/ui'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import type { Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { shell } from '../shell/shell-state.ts'
import { useMedia, wideEnough } from '../shell/use-media.ts'
import { useStore } from '../store.ts'
import { ArtistNames } from '../tracks/artist-names.tsx'
import { QueuePanel } from './queue-panel.tsx'
import { SeekBar } from './seek-bar.tsx'
import { PlayButton, RepeatButton, ShuffleButton, SkipButtons } from './transport.tsx'
import { Volume } from './volume.tsx'

/** The player over everything: the cover large, and the queue. */
export function FullPlayer() {
  const say = useWords()
  const { player } = useMusic()
  const open = useStore(shell, (state) => state.fullScreen)
  const track = useStore(player.state, (state) => state.item?.track)
  const wide = useMedia(wideEnough)
  const [pane, setPane] = useState<'cover' | 'queue'>('cover')
  return (
    <Dialog.Root open={open && track !== undefined} onOpenChange={(fullScreen) => shell.set({ fullScreen })}>
      <Dialog.Portal>
        <Dialog.Popup className="bg-bg fixed inset-0 z-30 flex flex-col overflow-hidden transition duration-200 data-ending-style:translate-y-8 data-ending-style:opacity-0 data-starting-style:translate-y-8 data-starting-style:opacity-0">
          {track && <Tint track={track} />}
          <header className="relative grid grid-cols-[2.75rem_1fr_2.75rem] items-center gap-2 p-2 md:p-4">
            <Dialog.Close
              render={<IconButton label={say('player.collapse')} icon={<ChevronDown className="!size-6" />} />}
            />
            <Dialog.Title className="sr-only">{say('player.region')}</Dialog.Title>
            {!wide && (
              <SegmentedControl
                label={say('player.region')}
                value={pane}
                onValueChange={setPane}
                items={[
                  { value: 'cover', label: say('queue.now') },
                  { value: 'queue', label: say('player.queue') },
                ]}
                className="justify-self-center"
              />
            )}
          </header>
          {track && (
            <div className="relative mx-auto grid min-h-0 w-full max-w-6xl flex-1 gap-12 px-6 pb-6 md:grid-cols-[minmax(0,1fr)_24rem] md:px-12">
              {(wide || pane === 'cover') && <Sound track={track} wide={wide} />}
              {(wide || pane === 'queue') && <QueuePanel className={wide ? 'bg-surface/60 rounded-panel' : '-mx-4'} />}
            </div>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Sound({ track, wide }: { track: Track; wide: boolean }) {
  return (
    <div className="mx-auto flex min-h-0 w-full max-w-md flex-col justify-center gap-6">
      <div className="grid min-h-0 flex-1 place-items-center md:flex-none">
        <div className="shadow-float rounded-panel aspect-square max-h-full w-full max-w-[min(100%,50dvh)] overflow-hidden">
          <Cover id={track.album?.id ?? track.id} src={track.coverUrl} sizes="(min-width: 768px) 448px, 90vw" eager />
        </div>
      </div>
      <div className="min-w-0">
        <h2 className="text-xl font-[750]">{track.title}</h2>
        <p className="text-muted mt-1 truncate text-base">
          <ArtistNames track={track} onFollow={() => shell.set({ fullScreen: false })} />
        </p>
      </div>
      <SeekBar below />
      <div className="flex items-center justify-between">
        <ShuffleButton />
        <SkipButtons>
          <PlayButton large />
        </SkipButtons>
        <RepeatButton />
      </div>
      {wide && <Volume className="justify-center" />}
    </div>
  )
}

/** The cover's colours, far behind the words and dim enough for them. */
function Tint({ track }: { track: Track }) {
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 opacity-25">
      <div className="absolute -inset-1/4 blur-3xl">
        <Cover id={track.album?.id ?? track.id} src={track.coverUrl} sizes="160px" className="!h-full" />
      </div>
    </div>
  )
}
