import type { Queue, QueueItem } from '../api/shapes.ts'
import { createStore, type Store } from '@bell/ui/store'
import type { AudioEvent } from './audio-engine.ts'
import type { Playback } from './device-settings.ts'
import { gainOf } from './levelling.ts'
import type { Course, PlayerDeps, PlayerState } from './player-state.ts'
import { createQueueEdits, unnamed } from './queue-edits.ts'
import { itemAfter, itemBefore, type OrderHints } from './queue.ts'
import { createRecovery } from './recovery.ts'

export type Player = ReturnType<typeof createPlayer>

const saveEveryMs = 5000
const restartAfterSeconds = 3
const preloadBeforeEndSeconds = 25
/** Whoever seeks too far hears the end and may go back, instead of being in the next track. */
const leftAfterSeekSeconds = 0.5

/** Plays the queue on this device: what sounds is decided here, what is in the queue by the server. */
export function createPlayer(deps: PlayerDeps) {
  const { engine, queue, streamUrls, reports, device, now = Date.now } = deps
  const state: Store<PlayerState> = createStore<PlayerState>({
    item: undefined,
    status: 'idle',
    durationSeconds: null,
    ...device.volume(),
    playback: device.playback(),
    trouble: null,
    hints: {},
  })
  /** Apart from the rest: it changes four times a second. */
  const position = createStore({ seconds: 0, bufferedSeconds: 0 })

  const course: Course = { turn: 0, loaded: false, wanted: false }
  const recovery = createRecovery(deps, { state, course, start, load })
  /** What takes over at the end, and the queue that it was chosen from. */
  let ahead: { item: QueueItem | undefined; queue: Queue; hints: OrderHints } | undefined
  let savedAt = 0

  engine.setVolume(state.get().volume, state.get().muted)
  engine.setCrossfade(state.get().playback.crossfadeSeconds)
  engine.events(hear)

  function hear(event: AudioEvent) {
    const { item } = state.get()
    if (!item) return
    switch (event.type) {
      case 'duration':
        return state.set({ durationSeconds: event.seconds })
      case 'time':
        return progressed(event.seconds)
      case 'waiting':
        return course.wanted ? recovery.wait(item) : undefined
      case 'buffered':
        return position.set({ bufferedSeconds: event.seconds })
      case 'playing':
        recovery.stopWaiting()
        state.set({ status: 'playing', trouble: null })
        if (reports.under()) reports.resumed(engine.position())
        else reports.begin(item.track.id)
        return
      case 'paused':
        return settle()
      case 'ended':
        return step(itemAfter(queue.store.get().queue, item.itemId, state.get().hints, true))
      case 'advanced':
        return advance()
      case 'failed':
        return void recovery.recover(item, event.cause)
    }
  }

  function progressed(seconds: number) {
    position.set({ seconds })
    if (state.get().status !== 'playing') return
    recovery.sounded()
    reports.progress(seconds)
    if (now() - savedAt >= saveEveryMs) save()
    const duration = state.get().durationSeconds
    if (duration !== null && duration - seconds < preloadBeforeEndSeconds) void preload()
  }

  /** Has the next track ready, and another one where the queue was changed meanwhile. */
  async function preload() {
    const { item, hints } = state.get()
    const { queue: from } = queue.store.get()
    if (!item || item.itemId === unnamed || (ahead?.queue === from && ahead.hints === hints)) return
    const next = itemAfter(from, item.itemId, hints, true)
    const known = ahead?.item !== undefined && ahead.item.itemId === next?.itemId
    ahead = { item: next, queue: from, hints }
    if (known) return
    engine.preloadNext(undefined)
    const url = next && (await streamUrls.get(next.track.id).catch(() => undefined))
    if (url && ahead?.item === next && state.get().item === item) engine.preloadNext({ url, gain: levelOf(next) })
  }

  /** The engine went over to the next track without being asked. */
  function advance() {
    const next = ahead?.item
    if (!next) return
    course.turn += 1
    reports.finish(position.get().seconds)
    ahead = undefined
    recovery.reset()
    position.set({ seconds: 0, bufferedSeconds: 0 })
    state.set({ item: next, durationSeconds: next.track.durationSeconds })
    save()
  }

  function levelOf(item: QueueItem) {
    return state.get().playback.levelling ? gainOf(item, queue.store.get().queue) : 1
  }

  /** The sound stopped: by a person, or by the browser (a call came in, headphones were pulled). */
  function settle() {
    course.wanted = false
    state.set({ status: 'paused' })
    reports.paused(engine.position())
    save()
  }

  function save(leaving = false) {
    const { item } = state.get()
    if (!item || item.itemId === unnamed) return
    savedAt = now()
    // The next save makes up for one that is lost.
    void deps.savePosition(item.itemId, position.get().seconds, leaving).catch(() => undefined)
  }

  async function start(item: QueueItem, at = 0, sound = true) {
    const mine = ++course.turn
    reports.finish(position.get().seconds)
    recovery.reset()
    course.loaded = false
    ahead = undefined
    course.wanted = sound
    position.set({ seconds: at, bufferedSeconds: 0 })
    const { durationSeconds } = item.track
    state.set({ item, status: sound ? 'loading' : 'paused', durationSeconds, trouble: null })
    // What sounds now must not go on under another name while the new address is on its way.
    engine.stop()
    if (sound) save()
    await load(item, mine).catch((error: unknown) => recovery.failedToLoad(item, mine, error))
  }

  /** @throws where there is no address */
  async function load(item: QueueItem, mine: number, plain = false) {
    const url = await streamUrls.get(item.track.id, plain)
    if (mine !== course.turn) return
    engine.load({ url, gain: levelOf(item) }, position.get().seconds)
    course.loaded = true
    if (!course.wanted) return
    recovery.wait(item)
    await sounds()
  }

  async function sounds() {
    if (await engine.play()) return
    course.wanted = false
    recovery.stopWaiting()
    state.set({ status: 'paused' })
  }

  function step(next: QueueItem | undefined) {
    if (next) return void start(next)
    const { item } = state.get()
    // The queue has run out: back to the beginning of the last track, silent.
    if (item) void start(item, 0, false).then(() => save())
  }

  async function play() {
    const { item } = state.get()
    if (!item) {
      const first = itemAfter(queue.store.get().queue, undefined, state.get().hints)
      return first ? start(first) : undefined
    }
    if (!course.loaded || streamUrls.expired(item.track.id)) return start(item, position.get().seconds)
    course.wanted = true
    await sounds()
  }

  function pause() {
    course.wanted = false
    recovery.stopWaiting()
    engine.pause()
    if (state.get().status === 'loading') state.set({ status: 'paused', trouble: null })
  }

  function seek(seconds: number) {
    const { item, durationSeconds } = state.get()
    if (!item) return
    const last = durationSeconds === null ? seconds : durationSeconds - leftAfterSeekSeconds
    const to = Math.max(0, Math.min(seconds, last))
    position.set({ seconds: to })
    if (course.loaded && streamUrls.expired(item.track.id)) void start(item, to, course.wanted)
    else if (course.loaded) engine.seek(to)
    save()
  }

  function silence() {
    course.turn += 1
    reports.finish(position.get().seconds)
    course.loaded = course.wanted = false
    recovery.stopWaiting()
    ahead = undefined
    engine.stop()
    position.set({ seconds: 0, bufferedSeconds: 0 })
    state.set({ item: undefined, status: 'idle', durationSeconds: null, trouble: null, hints: {} })
  }

  function setVolume(volume: number, muted = false) {
    const bounded = Math.min(1, Math.max(0, volume))
    engine.setVolume(bounded, muted)
    device.saveVolume(bounded, muted)
    state.set({ volume: bounded, muted })
  }

  /** Takes up what the server remembers, unless something sounds here already. */
  function adopt() {
    const { current, items } = queue.store.get().queue
    const item = items.find(({ itemId }) => itemId === current?.itemId)
    if (state.get().status === 'playing' || state.get().status === 'loading') return
    if (!item) return items.length === 0 ? silence() : undefined
    if (item.itemId === state.get().item?.itemId) return
    state.set({ hints: { anchorId: item.itemId } })
    return start(item, current?.positionSeconds ?? 0, false)
  }

  return {
    state: state as Pick<Store<PlayerState>, 'get' | 'set' | 'subscribe'>,
    position,
    queue: queue.store,
    /** After a reload: the same track at the same place, sounding only if it did and the browser lets it. */
    async restore() {
      await queue.refresh()
      await adopt()
      if (device.wasPlaying() && course.loaded) await play()
    },
    async queueChanged(revision: number) {
      await queue.heardOf(revision)
      await adopt()
    },
    play,
    pause,
    toggle: () => (state.get().status === 'playing' || course.wanted ? pause() : void play()),
    next: () => step(itemAfter(queue.store.get().queue, state.get().item?.itemId, state.get().hints)),
    previous() {
      const before = itemBefore(queue.store.get().queue, state.get().item?.itemId, state.get().hints)
      if (position.get().seconds > restartAfterSeconds || !before) seek(0)
      else void start(before)
    },
    seek,
    seekBy: (seconds: number) => seek(position.get().seconds + seconds),
    setVolume,
    setPlayback(change: Partial<Playback>) {
      const playback = { ...state.get().playback, ...change }
      state.set({ playback })
      device.savePlayback(playback)
      const { item } = state.get()
      engine.setCrossfade(playback.crossfadeSeconds)
      if (item) engine.setGain(levelOf(item))
      ahead = undefined
      engine.preloadNext(undefined)
    },
    toggleMute: () => setVolume(state.get().volume, !state.get().muted),
    ...createQueueEdits(queue, { state, start, silence, save }),
    playItem(itemId: string) {
      const item = queue.store.get().queue.items.find((other) => other.itemId === itemId)
      if (item) void start(item)
    },
    /** The page goes away: what is not told now is lost. */
    leave() {
      // A person's pause counts before the sound has told of it.
      device.savePlaying(state.get().status === 'playing' && course.wanted)
      if (!state.get().item) return
      reports.paused(position.get().seconds, true)
      save(true)
    },
    /** The person is gone. */
    forget() {
      silence()
      queue.forget()
    },
  }
}
