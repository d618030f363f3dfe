import { useSyncExternalStore } from 'react'

/** State that lives outside React, so that the player and the uploads go on whatever is on the screen. */
export interface Store<S extends object> {
  get: () => S
  /** Shallowly merges a change; listeners hear of it only when a value differs. */
  set: (change: Partial<S>) => void
  subscribe: (listener: () => void) => () => void
}

export function createStore<S extends object>(initial: S): Store<S> {
  let state = initial
  const listeners = new Set<() => void>()
  return {
    get: () => state,
    set(change) {
      const differs = Object.entries(change).some(([key, value]) => !Object.is(state[key as keyof S], value))
      if (!differs) return
      state = { ...state, ...change }
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Reads a part of a store; `select` must return a value that is the same while nothing changed (no new objects). */
export function useStore<S extends object, T>(store: Store<S>, select: (state: S) => T): T {
  return useSyncExternalStore(store.subscribe, () => select(store.get()))
}
