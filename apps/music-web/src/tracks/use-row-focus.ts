import { useState, type FocusEvent, type KeyboardEvent } from 'react'

/**
 * One row of a table is in the tab order; the arrow keys go from row to row.
 * `reveal` brings a row into a virtual table before it is focused.
 */
export function useRowFocus(count: number, reveal?: (index: number) => void) {
  const [reachable, setReachable] = useState(0)

  function focusRow(table: HTMLElement, index: number) {
    setReachable(index)
    reveal?.(index)
    // A virtual row comes with the next paint.
    requestAnimationFrame(() => table.querySelector<HTMLElement>(`[aria-rowindex="${index + 2}"]`)?.focus())
  }

  return {
    reachable: Math.min(reachable, Math.max(0, count - 1)),
    onFocus: (event: FocusEvent<HTMLElement>) => {
      const index = rowIndex(event.target)
      if (index !== undefined) setReachable(index)
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const at = rowIndex(event.target as HTMLElement)
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
      focusRow(event.currentTarget, Math.max(0, Math.min(count - 1, at + step)))
    },
  }
}

function rowIndex(element: Element): number | undefined {
  const row = element.closest('[data-row]')
  return row ? Number(row.getAttribute('aria-rowindex')) - 2 : undefined
}
