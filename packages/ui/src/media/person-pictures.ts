import { useSyncExternalStore } from 'react'

/** When each person's picture was changed on this page, in ms: browsers keep what an address shows for a minute. */
const changes = new Map<string, number>()
/** Those who show none, so that a list does not ask again each time it is drawn. */
const without = new Set<string>()
const listeners = new Set<() => void>()

/** Makes every avatar of a person look anew, or show none. */
export function personPictureChanged(id: string, isThere: boolean) {
  changes.set(id, Date.now())
  if (isThere) without.delete(id)
  else without.add(id)
  for (const listener of listeners) listener()
}

export function noPictureOf(id: string) {
  without.add(id)
  for (const listener of listeners) listener()
}

/** Which state of a person's picture to ask for; undefined where there is none. */
export function usePictureState(id: string | undefined): number | undefined {
  return useSyncExternalStore(subscribe, () =>
    id === undefined || without.has(id) ? undefined : (changes.get(id) ?? 0),
  )
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
