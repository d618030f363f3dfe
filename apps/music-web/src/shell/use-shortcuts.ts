import { useSession } from '@bell/ui/session'
import { useEffect, useEffectEvent } from 'react'
import { useMusic } from '../music-context.ts'
import type { Player } from '../player/player.ts'
import { queueFailed } from '../player/queue-failed.ts'
import { shell, togglePanel } from './shell-state.ts'
import { pressOf, shortcutOf, type Shortcut } from './shortcuts.ts'
import { roomForPanel } from './use-media.ts'

/** Listens for the keys of the whole app. */
export function useShortcuts() {
  const { player } = useMusic()
  const { status } = useSession()
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return
    const shortcut = shortcutOf(pressOf(event))
    if (!shortcut || (status === 'loading' && shortcut !== 'help')) return
    event.preventDefault()
    obey(shortcut, player)
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
}

function obey(shortcut: Shortcut, player: Player) {
  const { volume } = player.state.get()
  switch (shortcut) {
    case 'toggle':
      return player.toggle()
    case 'seekBack':
      return player.seekBy(-5)
    case 'seekForward':
      return player.seekBy(5)
    case 'previous':
      return player.previous()
    case 'next':
      return player.next()
    case 'louder':
      return player.setVolume(volume + 0.05)
    case 'quieter':
      return player.setVolume(volume - 0.05)
    case 'mute':
      return player.toggleMute()
    case 'queue':
      return toggleQueue()
    case 'shuffle':
      return void player.toggleShuffle().catch(queueFailed)
    case 'repeat':
      return void player.cycleRepeat().catch(queueFailed)
    case 'fullScreen':
      return shell.set({ fullScreen: !shell.get().fullScreen && player.state.get().item !== undefined })
    case 'search':
      return shell.set({ palette: true, fullScreen: false })
    case 'jump':
      return shell.set({ letters: location.pathname === '/library' })
    case 'help':
      return shell.set({ keys: !shell.get().keys })
  }
}

/** The queue beside the page where there is room, over it where there is not. */
export function toggleQueue() {
  const beside = matchMedia(roomForPanel).matches && location.pathname !== '/upload'
  if (beside) togglePanel()
  else shell.set({ drawer: !shell.get().drawer })
}
