import type { MenuAnchor } from '@bell/ui'
import type { Track } from '../api/shapes.ts'
import { createStore } from '@bell/ui/store'

interface Opened {
  track: Track
  play: () => void
  /** All tracks that the menu is for, where the track is one of several that are chosen. */
  many?: string[]
  anchor: MenuAnchor
  /** Gets the focus back. */
  from: HTMLElement | undefined
}

/** The one menu of all tracks: for which it is open, and where. */
export const trackMenu = createStore<{ opened: Opened | undefined; open: boolean }>({ opened: undefined, open: false })

export function openTrackMenu(opened: Opened) {
  trackMenu.set({ opened, open: true })
}
