import { createStore } from '@bell/ui/store'

const savedKey = 'bell.queue-panel'

function savedPanel(): boolean {
  try {
    return localStorage.getItem(savedKey) !== '0'
  } catch {
    return true
  }
}

/** What is open around the page. `panel` is the queue where it stands beside the page, `drawer` where it lies over it. */
export const shell = createStore({
  panel: savedPanel(),
  drawer: false,
  fullScreen: false,
  palette: false,
  keys: false,
  /** The letters to jump to, in the library. */
  letters: false,
})

export function togglePanel() {
  const panel = !shell.get().panel
  shell.set({ panel })
  try {
    localStorage.setItem(savedKey, panel ? '1' : '0')
  } catch {
    // Then it is open again on the next visit.
  }
}
