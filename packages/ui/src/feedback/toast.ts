import i18next from 'i18next'

export interface ToastOptions {
  /** Takes back what was just done; offered for as long as the toast is there. */
  undo?: () => void
  /** Another thing to do, where there is nothing to undo. */
  action?: { label: string; onSelect: () => void }
  tone?: 'plain' | 'success' | 'error'
  /** Toasts of one id replace each other. */
  id?: string
}

/** As the library that draws them takes them. */
export interface Toasting {
  message: string
  tone: 'plain' | 'success' | 'error'
  id: string | undefined
  /** ms */
  duration: number
  action: { label: string; onClick: () => void } | undefined
}

let show: ((toasting: Toasting) => void) | undefined
let wanted: (() => void) | undefined
const waiting: Toasting[] = []

/** Says in passing what was done, with a way back. */
export function toast(message: string, options: ToastOptions = {}) {
  const { undo, action, tone = 'plain', id } = options
  const chosen = undo ? { label: i18next.t('undo', { ns: 'kit' }), onSelect: undo } : action
  const toasting = {
    message,
    tone,
    id,
    // Time enough to read it and to reach the button.
    duration: chosen || tone === 'error' ? 8000 : 4000,
    action: chosen && { label: chosen.label, onClick: chosen.onSelect },
  }
  if (show) return show(toasting)
  waiting.push(toasting)
  wanted?.()
}

/** Calls `listener` at the first toast, also if that was before: what draws them is fetched only then. */
export function whenToasted(listener: () => void) {
  wanted = listener
  if (waiting.length > 0) listener()
}

/** Draws toasts from now on, beginning with those that wait. */
export function drawToasts(draw: (toasting: Toasting) => void) {
  show = draw
  for (const toasting of waiting.splice(0)) draw(toasting)
}
