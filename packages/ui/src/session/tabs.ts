import type { Grant } from './access-token.ts'

type Message =
  | { type: 'grant'; grant: Grant }
  | { type: 'ended' }
  | { type: 'signed-out' }
  // Between tabs without Web Locks: who wants a turn, who has one, and that it is over.
  | { type: 'want'; at: number; who: string }
  | { type: 'wait'; who: string }
  | { type: 'done' }

interface Listeners {
  grant(grant: Grant): void
  ended(): void
  signedOut(): void
}

/** How long other tabs have to object to a turn, and how long one that has gone can hold up the others, in ms. */
const turns = { objectionMs: 40, longestMs: 12_000 }

/** The tabs of this origin, in memory: they share a new token, and a sign-out reaches them all. */
export function createTabs(on: Listeners) {
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('bell.session')
  const me = `${Math.random()}`
  const tell = (message: Message) => channel?.postMessage(message)
  let wanted: { at: number; isRunning: boolean } | undefined
  let onWait: (() => void) | undefined
  let onDone: (() => void) | undefined

  channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    switch (data.type) {
      case 'grant':
        return on.grant(data.grant)
      case 'ended':
        return on.ended()
      case 'signed-out':
        return on.signedOut()
      case 'wait':
        return data.who === me ? onWait?.() : undefined
      case 'done':
        return onDone?.()
      case 'want': {
        const isMineFirst = wanted && (wanted.isRunning || isBefore({ at: wanted.at, who: me }, data))
        if (isMineFirst) tell({ type: 'wait', who: data.who })
      }
    }
  })

  /** Asks the other tabs for a turn, again whenever one of them has had its own. */
  async function takeTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = { at: Date.now(), isRunning: false }
    wanted = mine
    while (await isObjected(mine.at)) await untilDone()
    mine.isRunning = true
    try {
      return await work()
    } finally {
      wanted = undefined
      tell({ type: 'done' })
    }
  }

  function isObjected(at: number) {
    return new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), turns.objectionMs)
      onWait = () => {
        clearTimeout(timer)
        resolve(true)
      }
      tell({ type: 'want', at, who: me })
    }).finally(() => (onWait = undefined))
  }

  function untilDone() {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, turns.longestMs)
      onDone = () => {
        clearTimeout(timer)
        resolve()
      }
    }).finally(() => (onDone = undefined))
  }

  return {
    tell,
    /**
     * Runs while no other tab runs its own: by Web Locks, and on plain http in a home network, where there are none, by
     * asking the other tabs. Nothing is written anywhere.
     */
    async exclusively<T>(work: () => Promise<T>): Promise<T> {
      if (typeof navigator !== 'undefined' && 'locks' in navigator)
        return navigator.locks.request('bell.session.refresh', work)
      return channel ? takeTurn(work) : work()
    },
    close: () => channel?.close(),
  }
}

function isBefore(one: { at: number; who: string }, other: { at: number; who: string }) {
  return one.at < other.at || (one.at === other.at && one.who < other.who)
}
