import { Dialog } from '@base-ui/react/dialog'
import { Cover, IconButton, SegmentedControl } from '@bell/ui'
import { ChevronDown } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { shell } from '../shell/shell-state.ts'
import { useMedia, wideEnough } from '../shell/use-media.ts'
import { useStore } from '@bell/ui/store'
import { ArtistNames } from '../tracks/artist-names.tsx'
import { QueueList, QueuePanel, RecentList } from './queue-panel.tsx'
import { SeekBar } from './seek-bar.tsx'
import { Trouble } from './trouble.tsx'
import { PlayButton, RepeatButton, ShuffleButton, SkipButtons } from './transport.tsx'
import { Volume } from './volume.tsx'

/** The player over everything: the cover large, and the queue. */
export function FullPlayer() {
  const say = useWords()
  const { player } = useMusic()
  const open = useStore(shell, (state) => state.fullScreen)
  const track = useStore(player.state, (state) => state.item?.track)
  const wide = useMedia(wideEnough)
  const [pane, setPane] = useState<Pane>('cover')
  return (
    <Dialog.Root open={open && track !== undefined} onOpenChange={(fullScreen) => shell.set({ fullScreen })}>
      <Dialog.Portal>
        <Dialog.Popup className="bg-bg fixed inset-0 z-30 flex flex-col overflow-hidden transition duration-200 data-ending-style:translate-y-8 data-ending-style:opacity-0 data-starting-style:translate-y-8 data-starting-style:opacity-0">
          {track && <Tint track={track} />}
          <div className="relative grid grid-cols-[2.75rem_minmax(0,1fr)] items-center gap-2 p-2 md:p-4">
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
                  { value: 'recent', label: say('player.recent') },
                ]}
                className="[&>*]:px-2"
              />
            )}
          </div>
          {track && wide && (
            <div className="relative mx-auto grid min-h-0 w-full max-w-6xl flex-1 grid-cols-[minmax(0,1fr)_24rem] gap-12 px-12 pb-6">
              <Sound track={track} wide />
              <QueuePanel label={say('player.lists')} className="bg-surface/60 rounded-panel" />
            </div>
          )}
          {track && !wide && (
            <Panes label={say('player.lists')} pane={pane} onPane={setPane}>
              <div className="flex px-6 pb-6">
                <Sound track={track} wide={false} />
              </div>
              <div className="flex min-h-0 flex-col px-2">
                <h2 className="sr-only">{say('player.queue')}</h2>
                <QueueList />
              </div>
              <div className="flex min-h-0 flex-col px-2">{pane === 'recent' && <RecentList />}</div>
            </Panes>
          )}
          <Trouble className="absolute inset-x-0 top-16" />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const panes = ['cover', 'queue', 'recent'] as const
type Pane = (typeof panes)[number]

/** Side by side, moved by a swipe or by the switch above; one that is out of sight takes no keys. */
function Panes(props: { label: string; pane: Pane; onPane: (pane: Pane) => void; children: React.ReactNode[] }) {
  const { label, pane, onPane, children } = props
  const strip = useRef<HTMLDivElement>(null)
  const index = panes.indexOf(pane)
  const still = useMedia('(prefers-reduced-motion: reduce)')
  useEffect(() => {
    const { clientWidth, scrollLeft } = strip.current!
    if (Math.round(scrollLeft / clientWidth) === index) return
    strip.current!.scrollTo({ left: index * clientWidth, behavior: still ? 'instant' : 'smooth' })
  }, [index, still])
  return (
    <div
      ref={strip}
      // Arrows scroll it, also where the list in sight has nothing yet that takes the focus.
      tabIndex={0}
      role="group"
      aria-label={label}
      className="relative flex min-h-0 flex-1 snap-x snap-mandatory overflow-x-auto overflow-y-hidden [scrollbar-width:none]"
      onScrollEnd={({ currentTarget }) => {
        const seen = panes[Math.round(currentTarget.scrollLeft / currentTarget.clientWidth)]
        if (seen) onPane(seen)
      }}
    >
      {children.map((child, at) => (
        <div key={panes[at]} inert={at !== index} className="grid h-full w-full flex-none snap-center">
          {child}
        </div>
      ))}
    </div>
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
