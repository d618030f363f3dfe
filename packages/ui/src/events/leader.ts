/**
 * Runs `work` in one tab of this origin at a time; when that tab goes, another takes over. `work` ends when its signal
 * is aborted. With Web Locks where there are any; on plain http in a home network by a lease in localStorage.
 * @returns a function that steps down
 */
export function leadAmongTabs(name: string, work: (signal: AbortSignal) => Promise<void>): () => void {
  const stop = new AbortController()
  if ('locks' in navigator) {
    void navigator.locks.request(name, { signal: stop.signal }, () => work(stop.signal)).catch(() => undefined)
  } else {
    void leadByLease(name, work, stop.signal)
  }
  return () => stop.abort()
}

const lease = 12_000

async function leadByLease(name: string, work: (signal: AbortSignal) => Promise<void>, stop: AbortSignal) {
  const me = `${Math.random()}`
  const leaderUntil = () => {
    const [who, until] = (localStorage.getItem(name) ?? '').split(' ')
    return who !== me && Number(until) > Date.now()
  }
  const renew = () => localStorage.setItem(name, `${me} ${Date.now() + lease}`)
  let leading: AbortController | undefined
  const tick = () => {
    if (leaderUntil()) {
      leading?.abort()
      leading = undefined
      return
    }
    renew()
    if (leading) return
    leading = new AbortController()
    void work(AbortSignal.any([leading.signal, stop]))
  }
  const stepDown = () => {
    if (leading) localStorage.removeItem(name)
  }
  tick()
  const timer = setInterval(tick, lease / 3)
  addEventListener('pagehide', stepDown)
  stop.addEventListener('abort', () => {
    clearInterval(timer)
    removeEventListener('pagehide', stepDown)
    stepDown()
  })
}
