import { StatusBanner, ProductSwitcher, SkipLink, Toaster } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { bindQuestion } from '../artists/bind-name.ts'
import { useWords } from '../i18n/words.ts'
import { useMayLook } from '../home/use-public-music.ts'
import { useMusic } from '../music-context.ts'
import { NowPlaying } from '../player/now-playing.tsx'
import { useStore } from '@bell/ui/store'
import { editor } from '../tracks/edit/editor-store.ts'
import { trackMenu } from '../tracks/track-menu-store.ts'
import { TakeSounds } from '../upload/take-sounds.tsx'
import { shell } from './shell-state.ts'
import { SideNav } from './side-nav.tsx'
import { TabBar } from './tab-bar.tsx'
import { Account, TopBar } from './top-bar.tsx'
import { roomForPanel, useMedia, wideEnough } from './use-media.ts'
import { useShortcuts } from './use-shortcuts.ts'

// What is not on the first screen is fetched when it is first wanted.
const SearchPalette = lazy(() => import('../search/search-palette.tsx').then((m) => ({ default: m.SearchPalette })))
const FullPlayer = lazy(() => import('../player/full-player.tsx').then((m) => ({ default: m.FullPlayer })))
const TrackMenu = lazy(() => import('../tracks/track-menu.tsx').then((m) => ({ default: m.TrackMenu })))
const TrackEditor = lazy(() => import('../tracks/edit/track-editor.tsx').then((m) => ({ default: m.TrackEditor })))
const BindQuestion = lazy(() => import('../artists/bind-question.tsx').then((m) => ({ default: m.BindQuestion })))
const KeysDialog = lazy(() => import('./keys-dialog.tsx').then((m) => ({ default: m.KeysDialog })))
const PlayerBar = lazy(() => import('../player/player-bar.tsx').then((m) => ({ default: m.PlayerBar })))
const MiniPlayer = lazy(() => import('../player/mini-player.tsx').then((m) => ({ default: m.MiniPlayer })))
const QueuePanel = lazy(() => import('../player/queue-panel.tsx').then((m) => ({ default: m.QueuePanel })))

/** What stands around every page, and stays while pages come and go. */
export function AppShell() {
  const wide = useMedia(wideEnough)
  const { status } = useSession()
  const palette = useWanted(useStore(shell, (state) => state.palette))
  const fullScreen = useWanted(useStore(shell, (state) => state.fullScreen))
  const keys = useWanted(useStore(shell, (state) => state.keys))
  const binding = useWanted(useStore(bindQuestion, (state) => state.open))
  const menu = useWanted(useStore(trackMenu, (state) => state.open))
  const editing = useWanted(useStore(editor, (state) => state.open))
  useShortcuts()
  return (
    <>
      <SkipLink target="main" />
      {wide ? <WideFrame /> : <NarrowFrame />}
      <NowPlaying />
      {status === 'signed-in' && <TakeSounds />}
      {status !== 'loading' && (
        <>
          <Suspense>{fullScreen && <FullPlayer />}</Suspense>
          <Suspense>{palette && <SearchPalette />}</Suspense>
          <Suspense>{menu && <TrackMenu />}</Suspense>
          <Suspense>{editing && <TrackEditor />}</Suspense>
          <Suspense>{binding && <BindQuestion />}</Suspense>
        </>
      )}
      <Suspense>{keys && <KeysDialog />}</Suspense>
      <Toaster bottom={wide ? 100 : 148} />
    </>
  )
}

/** Members have the player before them at any time, visitors from when they first play something. */
function useListening() {
  const { player } = useMusic()
  const { status } = useSession()
  const plays = useStore(player.state, ({ item }) => item !== undefined)
  return status === 'signed-in' || plays
}

/** True from the first time on, so that what opens also closes with its motion. */
function useWanted(open: boolean): boolean {
  const [wanted, setWanted] = useState(open)
  if (open && !wanted) setWanted(true)
  return wanted
}

function WideFrame() {
  const listening = useListening()
  const { pathname } = useLocation()
  const roomy = useMedia(roomForPanel)
  const open = useStore(shell, (state) => state.panel)
  const drawer = useStore(shell, (state) => state.drawer)
  // A wide table needs the room more; the queue then lies over the page when it is asked for.
  const beside = listening && roomy && open && pathname !== '/upload'
  return (
    <div
      className={`grid h-dvh grid-rows-[minmax(0,1fr)_auto] ${beside ? 'grid-cols-[4rem_minmax(0,1fr)_20.5rem] lg:grid-cols-[14rem_minmax(0,1fr)_20.5rem]' : 'grid-cols-[4rem_minmax(0,1fr)] lg:grid-cols-[14rem_minmax(0,1fr)]'}`}
    >
      <SideNav />
      <div className="flex min-h-0 flex-col">
        <header className="px-8">
          <TopBar />
        </header>
        <StatusBanner />
        <main id="main" tabIndex={-1} className="relative min-h-0 flex-1 overflow-y-auto px-8 pb-8 outline-none">
          <Outlet />
        </main>
      </div>
      <Suspense fallback={beside && <div className="bg-surface" />}>
        {beside && <QueuePanel className="bg-surface" />}
        {listening && drawer && !beside && (
          <QueuePanel className="bg-surface border-line shadow-float fixed top-0 right-0 bottom-21 z-30 w-82 border-l" />
        )}
      </Suspense>
      {listening && (
        <div className="col-span-full">
          <Suspense fallback={<div className="bg-raised border-line h-21 border-t" />}>
            <PlayerBar />
          </Suspense>
        </div>
      )}
    </div>
  )
}

function NarrowFrame() {
  const say = useWords()
  const listening = useListening()
  const mayLook = useMayLook()
  return (
    <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)_auto]">
      <header className="flex h-16 items-center gap-1 px-2">
        <ProductSwitcher product="music" />
        <div className="ml-auto flex items-center gap-1">
          {mayLook && (
            <Link
              to="/search"
              aria-label={say('search.label')}
              className="text-text grid size-11 place-items-center rounded-full"
            >
              <Search aria-hidden size={20} strokeWidth={1.75} />
            </Link>
          )}
          <Account />
        </div>
      </header>
      <div className="flex min-h-0 flex-col">
        <StatusBanner />
        <main id="main" tabIndex={-1} className="relative min-h-0 flex-1 overflow-y-auto px-4 pb-6 outline-none">
          <Outlet />
        </main>
      </div>
      {mayLook ? (
        <div>
          <Suspense>{listening && <MiniPlayer />}</Suspense>
          <TabBar />
        </div>
      ) : (
        <div />
      )}
    </div>
  )
}
