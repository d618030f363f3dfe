import { inTransaction } from '@bell/platform/database'
import { conflict, forbidden, type User } from '@bell/platform/http'
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

/**
 * The demonstration catalogue: makes it, one at a time, goes on after a crash with what is missing, and takes it away.
 * How it stands is a row; who watches is told by the event `demo`.
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
    if (begun) work(makeAll)
  }

  function work(task: (signal: AbortSignal) => Promise<void>) {
    const { signal } = stopping
    working ??= task(signal)
      .catch(async (err: unknown) => {
        // A service that closes leaves the row as it is: it goes on at the next start.
        if (signal.aborted) return
        log.error({ err }, 'The demonstration catalogue stopped')
        await setDemoState(db, 'stopped')
        await tell()
      })
      .finally(() => (working = undefined))
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
    signal.addEventListener('abort', closed)
    try {
      await sideBySide(catalogue.artists, signal, async (artist) => {
        artistIds.set(artist, await makeArtist(deps, user, make, artist, catalogue.pictureSize))
        await tell()
      })
      await sideBySide(pieces, signal, async (piece) => {
        await makePiece(deps, user, make, piece, {
          cover: await coverOf(piece.album),
          artistIds,
          seconds: catalogue.seconds,
        })
        await tell()
      })
      await setDemoState(db, 'there')
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
    work(removeAll)
    await working
  }

  async function removeAll() {
    await removeDemo(deps)
    await tell()
  }

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
    /** Goes on with what a crash broke off. */
    async resume() {
      const row = await findDemo(db)
      if (row?.state === 'making') work(makeAll)
      if (row?.state === 'removing') work(removeAll)
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
async function sideBySide<T>(all: readonly T[], signal: AbortSignal, task: (one: T) => Promise<void>) {
  const left = all.values()
  async function go() {
    for (const one of left) {
      signal.throwIfAborted()
      await task(one)
    }
  }
  const results = await Promise.allSettled(Array.from({ length: workshopSize }, go))
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}
