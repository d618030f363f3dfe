import { useEffect } from 'react'
import { createStore } from '@bell/ui/store'

/** What the page calls itself; while a track sounds, the window is called like the track. */
export const pageTitle = createStore({ title: '' })

export function usePageTitle(title: string) {
  useEffect(() => {
    pageTitle.set({ title })
  }, [title])
}
