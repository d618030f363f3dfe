import { useEffect, useRef, useState } from 'react'
import type { ComboboxItem } from './combobox.tsx'

export type Search = (query: string, signal: AbortSignal) => Promise<readonly ComboboxItem[]>

const pauseInTyping = 120

/** What `search` finds for a query, as long as it is wanted; an older answer never comes after a newer one. */
export function useSuggestions(wanted: boolean, query: string, search: Search) {
  const [items, setItems] = useState<readonly ComboboxItem[]>([])
  const [state, setState] = useState<'idle' | 'searching' | 'found' | 'failed'>('idle')
  const latestSearch = useRef(search)
  useEffect(() => {
    latestSearch.current = search
  })

  useEffect(() => {
    if (!wanted || query === '') {
      setItems([])
      setState('idle')
      return undefined
    }
    const stop = new AbortController()
    setState('searching')
    const timer = setTimeout(() => {
      latestSearch.current(query, stop.signal).then(
        (found) => {
          if (stop.signal.aborted) return
          setItems(found)
          setState('found')
        },
        () => !stop.signal.aborted && setState('failed'),
      )
    }, pauseInTyping)
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [wanted, query])

  return { items, state }
}
