import type { Grant } from './access-token.ts'

type Message = { type: 'grant'; grant: Grant } | { type: 'ended' } | { type: 'signed-out' }

interface Listeners {
  grant(grant: Grant): void
  ended(): void
  signedOut(): void
}

/** The tabs of this origin, in memory: they share a new token, and a sign-out reaches them all. */
export function createTabs(on: Listeners) {
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('bell.session')
  channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.type === 'grant') on.grant(data.grant)
    else if (data.type === 'ended') on.ended()
    else on.signedOut()
  })
  return {
    tell: (message: Message) => channel?.postMessage(message),
    /** Runs while no other tab runs its own; without Web Locks (plain http in a home network) at once. */
    async exclusively<T>(work: () => Promise<T>): Promise<T> {
      if (typeof navigator === 'undefined' || !('locks' in navigator)) return work()
      return navigator.locks.request('bell.session.refresh', work)
    },
    close: () => channel?.close(),
  }
}
