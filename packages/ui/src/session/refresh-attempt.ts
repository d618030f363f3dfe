const key = 'bell.refresh-attempt'
/** Where nothing can be kept. */
let inMemory: string | undefined

/**
 * Names the refresh that has not been answered yet, by chance of 128 bits, for all tabs of this origin and for pages that
 * come later: whoever asks again by the same name, and no thief of the cookie, is given what the first request was given.
 */
export function refreshAttempt() {
  try {
    const known = localStorage.getItem(key) ?? newName()
    localStorage.setItem(key, known)
    return known
  } catch {
    return (inMemory ??= newName())
  }
}

/** It was answered: the next one has a name of its own. */
export function endRefreshAttempt() {
  inMemory = undefined
  try {
    localStorage.removeItem(key)
  } catch {
    // It was not kept either.
  }
}

// `randomUUID` is there on https and localhost only.
function newName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
