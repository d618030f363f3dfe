import { useRef, useState, type FocusEvent, type KeyboardEvent } from 'react'

/** How long the keyboard waits for a row, in ms. */
const waitMs = 5000

/**
 * One row of a table is in the tab order; the arrow keys go from row to row.
 * `reveal` brings a row into a virtual table before it is focused; `onMove` hears where the keys lead.
 */
export function useRowFocus(
  count: number,
  reveal?: (index: number) => void,
  onMove?: (index: number, event: KeyboardEvent) => void,
) {
  const [reachable, setReachable] = useState(0)
  const wanted = useRef<number>(undefined)

  /** Brings the keyboard to a row; `show` brings the row into the table. */
  function focusRow(table: HTMLElement, index: number, show = reveal) {
    setReachable(index)
    show?.(index)
    wanted.current = index
    const giveUpAt = performance.now() + waitMs
    // A row that was far away is on its way from the server; the table holds the keyboard until it is there.
    const tryIt = () => {
      if (wanted.current !== index) return
      const row = table.querySelector<HTMLElement>(`[data-row][aria-rowindex="${index + 2}"]`)
      if (row) row.focus()
      else if (performance.now() < giveUpAt) {
        if (document.activeElement !== table) table.focus({ preventScroll: true })
        requestAnimationFrame(tryIt)
      }
    }
    requestAnimationFrame(tryIt)
  }

  return {
    setReachable,
    focusRow,
    reachable: Math.min(reachable, Math.max(0, count - 1)),
    onFocus: (event: FocusEvent<HTMLElement>) => {
      const index = rowIndex(event.target)
      if (index === undefined) return
      wanted.current = undefined
      setReachable(index)
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const at = event.target === event.currentTarget ? reachable : rowIndex(event.target as HTMLElement)
      if (at === undefined || event.altKey || event.ctrlKey || event.metaKey) return
      const steps: Record<string, number> = {
        ArrowDown: 1,
        ArrowUp: -1,
        PageDown: 10,
        PageUp: -10,
        Home: -count,
        End: count,
      }
      const step = steps[event.key]
      if (step === undefined) return
      event.preventDefault()
      const next = Math.max(0, Math.min(count - 1, at + step))
      onMove?.(next, event)
      focusRow(event.currentTarget, next)
    },
  }
}

/** Which row of its table an element is in, from 0. */
export function rowIndex(element: Element): number | undefined {
  const row = element.closest('[data-row]')
  return row ? Number(row.getAttribute('aria-rowindex')) - 2 : undefined
}
