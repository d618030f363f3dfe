import { useLayoutEffect, useState, type RefObject } from 'react'

/**
 * How wide an element is, and how far below the head of the page, in px, now and whenever that changes. Asked for only
 * when the page's layout is known anyway: asking while one scrolls would have it worked out once more each time.
 */
export function usePlace(element: RefObject<HTMLElement | null>): { width: number; top: number } {
  const [place, setPlace] = useState({ width: 0, top: 0 })
  useLayoutEffect(() => {
    const observed = element.current
    if (!observed) return undefined
    const look = () => {
      const width = observed.clientWidth
      const top = Math.round(observed.getBoundingClientRect().top + scrollY)
      setPlace((before) => (before.width === width && before.top === top ? before : { width, top }))
    }
    look()
    const observer = new ResizeObserver(look)
    observer.observe(observed)
    // What stands above it grows and shrinks with the page.
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [element])
  return place
}
