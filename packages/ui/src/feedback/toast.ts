import i18next from 'i18next'
import { toast as sonner } from 'sonner'

export interface ToastOptions {
  /** Takes back what was just done; offered for as long as the toast is there. */
  undo?: () => void
  /** Another thing to do, where there is nothing to undo. */
  action?: { label: string; onSelect: () => void }
  tone?: 'plain' | 'success' | 'error'
  /** Toasts of one id replace each other. */
  id?: string
}

/** Says in passing what was done, with a way back. */
export function toast(message: string, options: ToastOptions = {}) {
  const { undo, action, tone = 'plain', id } = options
  const chosen = undo ? { label: i18next.t('undo', { ns: 'kit' }), onSelect: undo } : action
  const show = tone === 'plain' ? sonner : sonner[tone]
  show(message, {
    id,
    // Time enough to read it and to reach the button.
    duration: chosen || tone === 'error' ? 8000 : 4000,
    action: chosen && { label: chosen.label, onClick: chosen.onSelect },
  })
}
