import { createStore } from '@bell/ui/store'

/** Which tracks are being edited; the shell shows the dialog for them. */
export const editor = createStore<{ ids: string[]; open: boolean }>({ ids: [], open: false })

export function openEditor(ids: string[]) {
  editor.set({ ids, open: true })
}
