/** Publish and subscribe inside one process. A publisher never runs its listeners' code: they are called later, in order. */
export function createChannels(onListenerError: (error: unknown) => void) {
  const listeners = new Map<string, Set<{ hear(message: string): void }>>()

  return {
    publish(channel: string, message: string) {
      for (const subscription of listeners.get(channel) ?? []) {
        queueMicrotask(() => {
          // It may have left since the message was sent.
          if (!listeners.get(channel)?.has(subscription)) return
          try {
            subscription.hear(message)
          } catch (error) {
            onListenerError(error)
          }
        })
      }
    },

    /** The same function may subscribe twice; each subscription ends by itself. */
    subscribe(channel: string, hear: (message: string) => void) {
      const subscription = { hear }
      const ofChannel = listeners.get(channel) ?? new Set()
      listeners.set(channel, ofChannel.add(subscription))
      return () => {
        ofChannel.delete(subscription)
        if (ofChannel.size === 0 && listeners.get(channel) === ofChannel) listeners.delete(channel)
      }
    },

    has: (channel: string) => listeners.has(channel),
    close: () => listeners.clear(),
  }
}
