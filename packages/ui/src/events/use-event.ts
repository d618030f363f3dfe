import { useEffect, useEffectEvent } from 'react'
import type { Events } from './events.ts'

/** Listens as long as the component is there; the newest handler is called. */
export function useEvent<Data>(events: Events, name: string, handler: (data: Data) => void) {
  const latest = useEffectEvent(handler)
  useEffect(() => events.onEvent(name, (data: Data) => latest(data)), [events, name])
}
