import { useCallback, useSyncExternalStore } from 'react'

/** Whether a media query holds now, and again whenever that changes. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}

/** From here on there is room for a bar with everything in it instead of the mini-player and tabs. */
export const wideEnough = '(min-width: 768px)'
/** From here on the queue may stand beside the page instead of over it. */
export const roomForPanel = '(min-width: 1200px)'
