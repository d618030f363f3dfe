import type { KeyboardEvent, MouseEvent } from 'react'

/** Whether a click meant a link or a button in the row, and not the row. */
export function isOnControl(event: MouseEvent) {
  return (event.target as Element).closest('a, button') !== null
}

/** Keys of a row of a table: Enter plays; the arrows lead into it and out again, to names that lead somewhere and the menu. */
export function onRowKey(event: KeyboardEvent<HTMLElement>, play: () => void) {
  const row = event.currentTarget
  if (event.key === 'Enter' && event.target === row) {
    event.preventDefault()
    play()
  }
  if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
    const stops = [row, ...row.querySelectorAll<HTMLElement>('a, [aria-haspopup=menu]')].filter(
      (stop) => stop.offsetParent !== null,
    )
    const at = stops.indexOf(event.target as HTMLElement) + (event.key === 'ArrowRight' ? 1 : -1)
    event.preventDefault()
    stops[at]?.focus()
  }
}
