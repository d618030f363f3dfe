import {
  requestGrant,
  requestForgetting,
  requestGrantAgain,
  requestSignOut,
  type Grant,
  type Refusal,
  type SessionUser,
} from './access-token.ts'
import { networkProblem, problemFrom } from './api-problem.ts'
import { createTabs } from './tabs.ts'

/** unreachable: nobody answered the first look yet, so that it is not known whether there is a session. */
export type SessionStatus = 'loading' | 'unreachable' | 'signed-out' | 'signed-in' | 'ended'
export interface SessionState {
  status: SessionStatus
  user: SessionUser | undefined
  /** Everything is being moved, and nothing can be changed until that is done; it is known of who is signed in. */
  readOnly: boolean
}

export interface Session {
  getState: () => SessionState
  subscribe: (listener: () => void) => () => void
  /**
   * The first look: refresh, and once a visit a silent login. Resolves when the status is no longer `loading`; while it is
   * `unreachable`, it is tried again.
   */
  start: () => Promise<void>
  /** Leaves for AuthBell and comes back to `returnTo` (a path of this origin; by default this page). */
  signIn: (returnTo?: string) => void
  /** Ends the session everywhere. */
  signOut: () => Promise<void>
  /** The session ended elsewhere: what was the user's is purged at once, and the page says so. */
  end: () => void
  /** What the token says does not hold any more (another role): gets a new one, and with it the user as they are now. */
  renew: () => Promise<void>
  /** After `ended`, stay without signing in. */
  dismissEnd: () => void
  /** Registers what must be gone before the next paint when the user is: query caches, stores, what is kept on the disk. */
  onPurge: (purge: () => void) => () => void
  /** A token that is valid now, or undefined without a session. @throws ApiProblem where the server is out of reach */
  accessToken: () => Promise<string | undefined>
  /** fetch with the access token, of this origin only; refreshes once on 401. @throws ApiProblem for every error answer */
  fetchAs: (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>
  close: () => void
}

export interface SessionOptions {
  /** Whether a first visit may try a silent login; off on pages that must stay (setup, sign-in). */
  silentLogin?: boolean
  /** Leaves the page; the browser's own by default. */
  leave?: (address: string) => void
  now?: () => number
}

/** Refreshed this long before it expires, in ms. */
const early = 30_000
/** Tried again so often while the server is out of reach, in ms. */
const againMs = 5000
/** Asked so often whether it can be changed again, in ms. */
const readOnlyAgainMs = 10_000
const visitKey = 'bell.silent-login-tried'

/** The session of this product's web app. The access token is kept in this closure and nowhere else. */
export function createSession(options: SessionOptions = {}): Session {
  const { silentLogin = true, leave = (address) => location.assign(address), now = Date.now } = options
  let state: SessionState = { status: 'loading', user: undefined, readOnly: false }
  let grant: Grant | undefined
  let refreshing: Promise<Grant | undefined> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let starting: Promise<void> | undefined
  // The person asked for the end, and need not be told of it.
  let signingOut = false
  const listeners = new Set<() => void>()
  const purges = new Set<() => void>()
  const tabs = createTabs({ grant: adopt, ended: endHere, signedOut: () => drop('signed-out') })

  function become(next: Omit<SessionState, 'readOnly'> & { readOnly?: boolean }) {
    state = { readOnly: false, ...next }
    for (const listener of listeners) listener()
  }

  function adopt(next: Grant) {
    // A user that another tab signed in is not the one whose pages this tab still shows.
    if (state.user && state.user.id !== next.user.id) purge()
    grant = next
    clearTimeout(timer)
    const { user, readOnly } = next
    const freshMs = Math.max(1000, next.expiresAt - now() - early)
    timer = setTimeout(keepFresh, readOnly ? Math.min(freshMs, readOnlyAgainMs) : freshMs)
    become({ status: 'signed-in', user, readOnly })
  }

  /** A change was refused: the next refresh says when that is over. */
  function becomeReadOnly() {
    if (grant && state.status === 'signed-in' && !state.readOnly) adopt({ ...grant, readOnly: true })
  }

  /** While the server is away the session stays; as soon as it is back the token is renewed, used up or not. */
  function keepFresh() {
    refresh().catch(() => {
      clearTimeout(timer)
      if (state.status === 'signed-in') timer = setTimeout(keepFresh, againMs)
    })
  }

  function drop(status: 'ended' | 'signed-out') {
    grant = undefined
    clearTimeout(timer)
    purge()
    // Once it was said that the session has ended, only the person puts that away.
    if (state.status !== 'ended') become({ status, user: undefined })
  }

  /** The session ended elsewhere; one who is not signed in here has nothing that could end. */
  function endHere() {
    if (state.status === 'signed-in') drop(signingOut ? 'signed-out' : 'ended')
  }

  function purge() {
    for (const forget of purges) forget()
  }

  /** One refresh at a time in this tab, and by the lock one at a time in this browser. */
  function refresh(): Promise<Grant | undefined> {
    const stale = grant?.accessToken
    refreshing ??= tabs
      .exclusively(async () => {
        // Another tab may have refreshed while this one waited for its turn.
        if (grant && grant.accessToken !== stale && isFresh(grant)) return grant
        return settle(await (state.status === 'signed-in' ? requestGrantAgain : requestGrant)(now))
      })
      .finally(() => (refreshing = undefined))
    return refreshing
  }

  const isUnknown = () => state.status === 'loading' || state.status === 'unreachable'

  function settle(answer: Grant | Refusal): Grant | undefined {
    if ('accessToken' in answer) {
      adopt(answer)
      tabs.tell({ type: 'grant', grant: answer })
      return answer
    }
    const untried = answer.code === 'no_session' && !answer.silentTried
    if (isUnknown() && silentLogin && untried && firstOfVisit()) {
      leave(loginAddress(here(), true)) // Still loading, until the page has gone.
      return undefined
    }
    // Whoever was signed in a moment ago and is not any more was signed out, whatever the server still remembers.
    const ended = state.status === 'signed-in' || answer.code === 'session_ended'
    drop(ended ? 'ended' : 'signed-out')
    if (ended) {
      tabs.tell({ type: 'ended' })
      void requestForgetting()
    }
    return undefined
  }

  function isFresh(candidate: Grant) {
    return candidate.expiresAt - now() > 5000
  }

  async function accessToken() {
    if (isUnknown()) await start()
    if (state.status !== 'signed-in') return undefined
    if (grant && isFresh(grant)) return grant.accessToken
    return (await refresh())?.accessToken
  }

  function start(): Promise<void> {
    starting ??= refresh()
      .then(() => undefined)
      .catch(() => {
        starting = undefined
        if (!isUnknown()) return
        clearTimeout(timer)
        timer = setTimeout(() => void start(), againMs)
        become({ status: 'unreachable', user: undefined })
      })
    return starting
  }

  async function send(request: Request, token: string | undefined) {
    const headers = new Headers(request.headers)
    if (token) headers.set('Authorization', `Bearer ${token}`)
    try {
      return await fetch(new Request(request, { headers }))
    } catch (cause) {
      if (request.signal.aborted) throw cause
      throw networkProblem(cause)
    }
  }

  async function fetchAs(input: RequestInfo | URL, init?: RequestInit) {
    const request = new Request(input, init)
    if (new URL(request.url).origin !== location.origin) throw new TypeError('fetchAs is for this origin only')
    const token = await accessToken()
    // A second try needs the body once more; a clone holds it only as long as the first is under way.
    const again = token ? request.clone() : undefined
    let response = await send(request, token)
    if (response.status === 401 && token && again) {
      if (grant?.accessToken === token) grant.expiresAt = 0
      const renewed = await accessToken()
      if (renewed) response = await send(again, renewed)
    }
    if (response.ok) return response
    const problem = await problemFrom(response)
    if (problem.code === 'read_only') becomeReadOnly()
    throw problem
  }

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start,
    signIn: (returnTo = here()) => leave(loginAddress(returnTo, false)),
    async signOut() {
      signingOut = true
      try {
        const { redirectTo } = await requestSignOut()
        drop('signed-out')
        tabs.tell({ type: 'signed-out' })
        await requestForgetting()
        leave(redirectTo ?? '/')
      } finally {
        signingOut = false
      }
    },
    end() {
      endHere()
      tabs.tell({ type: 'ended' })
      void requestForgetting()
    },
    async renew() {
      if (state.status !== 'signed-in' || !grant) return
      grant.expiresAt = 0
      // Out of reach: the next call tries again.
      await refresh().catch(() => undefined)
    },
    dismissEnd() {
      if (state.status === 'ended') become({ status: 'signed-out', user: undefined })
    },
    onPurge(forget) {
      purges.add(forget)
      return () => purges.delete(forget)
    },
    accessToken,
    fetchAs,
    close() {
      clearTimeout(timer)
      tabs.close()
    },
  }
}

function here() {
  return location.pathname + location.search
}

/** What stands behind the `#` goes along by itself: browsers keep it through redirects, and it reaches no server. */
function loginAddress(returnTo: string, silent: boolean) {
  const query = new URLSearchParams({ returnTo, ...(silent ? { silent: '1' } : {}) })
  return `/session/login?${query}`
}

/** Whether this visit has not tried a silent login yet. The mark says nothing about a user. */
function firstOfVisit(): boolean {
  try {
    if (sessionStorage.getItem(visitKey)) return false
    sessionStorage.setItem(visitKey, '1')
    return true
  } catch {
    return false // Without the mark it would go round in circles.
  }
}
