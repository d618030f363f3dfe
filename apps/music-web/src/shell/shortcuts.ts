export type Shortcut =
  | 'toggle'
  | 'seekBack'
  | 'seekForward'
  | 'previous'
  | 'next'
  | 'louder'
  | 'quieter'
  | 'mute'
  | 'queue'
  | 'shuffle'
  | 'repeat'
  | 'fullScreen'
  | 'search'
  | 'jump'
  | 'help'

/** What a keyboard event says, and what the element under the keyboard does with keys of its own. */
export interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
  /** Typing goes into the element. */
  typing: boolean
  /** Space or Enter presses the element. */
  presses: boolean
  /** Arrows move inside the element (a slider, a menu, rows of a table). */
  moves: boolean
}

const letters: Record<string, Shortcut> = {
  m: 'mute',
  q: 'queue',
  s: 'shuffle',
  r: 'repeat',
  f: 'fullScreen',
  '/': 'search',
  j: 'jump',
  '?': 'help',
}

const arrows: Record<string, Shortcut> = {
  ArrowLeft: 'seekBack',
  ArrowRight: 'seekForward',
  ArrowUp: 'louder',
  ArrowDown: 'quieter',
}

/** The keys and what they do, as the list of them shows it. */
export const shortcutKeys: [Shortcut, string[]][] = [
  ['toggle', ['Space']],
  ['seekBack', ['←']],
  ['seekForward', ['→']],
  ['previous', ['Shift', '←']],
  ['next', ['Shift', '→']],
  ['louder', ['↑']],
  ['quieter', ['↓']],
  ['mute', ['M']],
  ['queue', ['Q']],
  ['shuffle', ['S']],
  ['repeat', ['R']],
  ['fullScreen', ['F']],
  ['search', ['/']],
  ['jump', ['J']],
  ['help', ['?']],
]

export function shortcutOf(press: KeyPress): Shortcut | undefined {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = press
  // Also from within a field: it is how one gets back to searching.
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') return 'search'
  if (ctrlKey || metaKey || altKey || press.typing) return undefined
  if (key === ' ') return press.presses ? undefined : 'toggle'
  if (press.moves && key in arrows) return undefined
  if (shiftKey && key === 'ArrowLeft') return 'previous'
  if (shiftKey && key === 'ArrowRight') return 'next'
  if (shiftKey && key in arrows) return undefined
  return arrows[key] ?? letters[key.toLowerCase()]
}

const presses =
  'button, a[href], summary, [role=button], [role=link], [role=menuitem], [role=tab], [role=switch], [role=checkbox], [role=radio], [role=option]'
const moves =
  '[role=slider], [role=menu], [role=listbox], [role=row], [role=tablist], [role=radiogroup], [role=combobox], [role=grid], select, input[type=range]'
/** In a menu letters find what begins with them. */
const types =
  'input:not([type=range], [type=checkbox], [type=radio], [type=button], [type=file]), textarea, select, [contenteditable=""], [contenteditable=true], [role=menu], [role=listbox]'

export function pressOf(event: KeyboardEvent): KeyPress {
  const target = event.target instanceof Element ? event.target : undefined
  return {
    key: event.key,
    ctrlKey: event.ctrlKey,
    metaKey: event.metaKey,
    altKey: event.altKey,
    shiftKey: event.shiftKey,
    // A syllable that is being composed is typing, whatever its key is called.
    typing: event.isComposing || target?.closest(types) != null,
    presses: target?.closest(presses) != null,
    moves: target?.closest(moves) != null,
  }
}
