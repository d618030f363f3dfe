import { inTransaction } from '@bell/platform/database'
import { conflict, forbidden, type User } from '@bell/platform/http'
import { withLease } from '@bell/platform/leases'
import { setTimeout as wait } from 'node:timers/promises'
import type { MusicDeps } from '../deps.ts'
import { can } from '../policies.ts'
import { demoCatalogue } from './catalogue/albums.ts'
import { listPieces, type DemoArtist, type DemoCatalogue } from './catalogue/catalogue.ts'
import { claimDemo, countDemo, findDemo, listDemoTracks, setDemoState } from './demo.queries.ts'
import type { DemoState } from './demo.schema.ts'
import type { Order } from './demo.worker.ts'
import { createCovers, makeArtist, makePiece, uploadIdOf } from './make-pieces.ts'
import { removeDemo } from './remove-demo.ts'
import { openWorkshop, workshopSize } from './workshop.ts'

export type Demo = ReturnType<typeof createDemo>

/** Whose name stands at what `--demo` loads: there may be no account yet. */
export const builtInUploader: User = { id: 'demonstration', name: 'MusicBell', roles: ['artist'], scopes: [] }

/** By which one process at a time, of whatever role, makes it or takes it away. */
const lease = { name: 'demo work', lifeMs: 30_000, dueInMs: { done: 0, failed: 0 } }
/** Another process stops at its next piece. */
const lookAgainMs = 500

/**
 * The demonstration catalogue: makes it, one process at a time, goes on after a crash with what is missing, and takes it
 * away. How it stands is a row; who watches is told by the event `demo`.
 */
export function createDemo(deps: MusicDeps, catalogue: DemoCatalogue = demoCatalogue) {
  const { db, clock, log, stream } = deps
  const total = catalogue.artists.length + listPieces(catalogue).length
  let working: Promise<void> | undefined
  let stopping = new AbortController()
  const watchers = new Set<(state: DemoState) => void>()

  async function find(): Promise<DemoState> {
    const state = (await findDemo(db))?.state
    if (state === undefined) return { state: 'none' }
    return state === 'making' || state === 'stopped' ? { state, done: await countDemo(db), total } : { state }
  }

  async function tell() {
    const state = await find()
    for (const watcher of watchers) watcher(state)
    await stream.tell('everyone', 'demo', state)
  }

  /** Begins, or goes on with what is missing; while it is being made, or is there, nothing happens. */
  async function start(user: User) {
    mayManage(user)
    await begin(user)
    return find()
  }

  async function begin({ id: userId, name: userName }: User) {
    const begun = await inTransaction(db, async (tx) => {
      const row = await claimDemo(tx, { state: 'making', userId, userName, startedAt: clock.now() })
      if (row.state === 'removing') throw conflict('demo_removing', 'It is being removed; wait a moment and try again.')
      if (row.state === 'stopped') await setDemoState(tx, 'making')
      return row.state !== 'there'
    })
    if (begun) work('making')
  }

  /** Does what the row says, unless another process is at it. */
  function work(state: keyof typeof tasks) {
    working ??= withLease(db, lease, stopping.signal, async (signal) => {
      // Before the lease was there, another may have come to the end of it.
      if ((await findDemo(db))?.state !== state) return
      try {
        await tasks[state](signal)
      } catch (err) {
        // A service that closes, or has lost the lease, leaves the row as it is: whoever is next goes on.
        if (signal.aborted) return
        log.error({ err }, 'The demonstration catalogue stopped')
        await setDemoState(db, 'stopped', state)
        await tell()
      }
    })
      .catch((err: unknown) => log.error({ err }, 'The demonstration catalogue could not be worked on'))
      .then(() => void (working = undefined))
  }

  async function makeAll(signal: AbortSignal) {
    const { userId, userName } = (await findDemo(db))!
    const user: User = { id: userId, name: userName, roles: ['artist'], scopes: [] }
    const present = new Set((await listDemoTracks(db, 1000)).map(({ uploadId }) => uploadId))
    const pieces = listPieces(catalogue).filter((piece) => !present.has(uploadIdOf(piece)))
    const artistIds = new Map<DemoArtist, string>()
    const workshop = openWorkshop()
    const make = (order: Order) => workshop.make(order)
    const coverOf = createCovers(make, catalogue.pictureSize)
    const closed = () => void workshop.close()
    const mayGoOn = async () => {
      signal.throwIfAborted()
      return (await findDemo(db))?.state === 'making'
    }
    signal.addEventListener('abort', closed)
    try {
      await sideBySide(catalogue.artists, async (artist) => {
        if (!(await mayGoOn())) return
        artistIds.set(artist, await makeArtist(deps, user, make, artist, catalogue.pictureSize))
        await tell()
      })
      await sideBySide(pieces, async (piece) => {
        if (!(await mayGoOn())) return
        await makePiece(deps, user, make, piece, {
          cover: await coverOf(piece.album),
          artistIds,
          seconds: catalogue.seconds,
        })
        await tell()
      })
      await setDemoState(db, 'there', 'making')
      await tell()
    } finally {
      signal.removeEventListener('abort', closed)
      await workshop.close()
    }
  }

  /** Takes all of it away; what people made of it stays. @returns when it is gone */
  async function remove(user: User) {
    mayManage(user)
    await stop()
    if (!(await findDemo(db))) return
    await setDemoState(db, 'removing')
    await tell()
    const { signal } = stopping
    while (!signal.aborted && (await findDemo(db))?.state === 'removing') {
      work('removing')
      await working
      if (await findDemo(db)) await wait(lookAgainMs, undefined, { signal }).catch(() => undefined)
    }
  }

  async function removeAll() {
    await removeDemo(deps)
    await tell()
  }

  const tasks = { making: makeAll, removing: removeAll }

  async function stop() {
    stopping.abort()
    await working
    stopping = new AbortController()
  }

  return {
    find,
    start,
    remove,
    /** What `--demo` does: begins in nobody's name. @param onChange hears of each step, the last included */
    async load(onChange: (state: DemoState) => void) {
      watchers.add(onChange)
      await begin(builtInUploader)
      await working
      watchers.delete(onChange)
      return find()
    },
    /** Goes on with what a crash broke off, in its time. */
    async resume() {
      const state = (await findDemo(db))?.state
      if (state === 'making' || state === 'removing') work(state)
    },
    close: stop,
  }
}

function mayManage(user: User) {
  if (!can(user, 'manageDemo', undefined)) {
    throw forbidden('not_an_admin', 'Only the owner and administrators load and remove the demonstration catalogue.')
  }
}

/** Does the same with all, as many at a time as the workshop has threads. */
async function sideBySide<T>(all: readonly T[], task: (one: T) => Promise<void>) {
  const left = all.values()
  async function go() {
    for (const one of left) await task(one)
  }
  const results = await Promise.allSettled(Array.from({ length: workshopSize }, go))
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}
