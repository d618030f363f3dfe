import type { QueueItem, Track } from '../api/shapes.ts'
import { createStore, type Store } from '../store.ts'
import type { AudioEngine, AudioEvent } from './audio-engine.ts'
import type { DeviceSettings } from './device-settings.ts'
import type { PlayReports } from './play-reports.ts'
import type { QueueClient } from './queue-client.ts'
import { itemAfter, itemBefore, type OrderHints } from './queue.ts'
import type { StreamUrls } from './stream-urls.ts'

export interface PlayerState {
  /** What sounds, or would when a person presses play. */
  item: QueueItem | undefined
  status: 'idle' | 'loading' | 'playing' | 'paused'
  durationSeconds: number | null
  volume: number
  muted: boolean
  hints: OrderHints
}

export interface PlayerDeps {
  engine: AudioEngine
  queue: QueueClient
  streamUrls: StreamUrls
  reports: PlayReports
  device: DeviceSettings
  savePosition(itemId: string, positionSeconds: number, leaving: boolean): Promise<unknown>
  /** A track cannot be played and is passed over. */
  skipped(track: Track): void
  now?: () => number
}

export type Player = ReturnType<typeof createPlayer>

/** The item while the server has not yet named it. */
const unnamed = 'unnamed'
const saveEveryMs = 5000
const restartAfterSeconds = 3
const preloadBeforeEndSeconds = 20
const failuresInARow = 5
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
    hints: {},
  })
  /** Apart from the rest: it changes four times a second. */
  const position = createStore({ seconds: 0 })

  // Raised by whatever makes an answer that is still under way useless.
  let turn = 0
  let loaded = false
  let wanted = false
  let renewed = false
  let preloaded = false
  let failures = 0
  let savedAt = 0

  engine.setVolume(state.get().volume, state.get().muted)
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
        return wanted ? state.set({ status: 'loading' }) : undefined
      case 'playing':
        state.set({ status: 'playing' })
        if (reports.under()) reports.resumed(engine.position())
        else reports.begin(item.track.id)
        return
      case 'paused':
        return settle()
      case 'ended':
        return step(itemAfter(queue.store.get().queue, item.itemId, state.get().hints, true))
      case 'failed':
        return void recover(item)
    }
  }

  function progressed(seconds: number) {
    position.set({ seconds })
    if (state.get().status !== 'playing') return
    failures = 0
    renewed = false
    reports.progress(seconds)
    if (now() - savedAt >= saveEveryMs) save()
    const duration = state.get().durationSeconds
    if (!preloaded && duration !== null && duration - seconds < preloadBeforeEndSeconds) void preload()
  }

  async function preload() {
    preloaded = true
    const { item, hints } = state.get()
    const next = itemAfter(queue.store.get().queue, item?.itemId, hints)
    if (!next || next.itemId === item?.itemId) return
    const url = await streamUrls.get(next.track.id).catch(() => undefined)
    if (url && state.get().item === item) engine.preloadNext({ track: next.track, url })
  }

  /** The sound stopped: by a person, or by the browser (a call came in, headphones were pulled). */
  function settle() {
    wanted = false
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
    const mine = ++turn
    reports.finish(position.get().seconds)
    loaded = preloaded = renewed = false
    wanted = sound
    position.set({ seconds: at })
    state.set({ item, status: sound ? 'loading' : 'paused', durationSeconds: item.track.durationSeconds })
    if (sound) save()
    try {
      const url = await streamUrls.get(item.track.id)
      if (mine !== turn) return
      engine.load(state.get().item!.track, url, position.get().seconds)
      loaded = true
      if (wanted) await sounds()
    } catch {
      if (mine === turn && sound) skip(item.track)
      else if (mine === turn) state.set({ status: 'paused' })
    }
  }

  async function sounds() {
    if (await engine.play()) return
    wanted = false
    state.set({ status: 'paused' })
  }

  async function recover(item: QueueItem) {
    const resume = wanted
    const at = position.get().seconds
    streamUrls.forget(item.track.id)
    if (!resume) {
      loaded = false
      return state.set({ status: 'paused' })
    }
    if (renewed) return skip(item.track)
    const mine = ++turn
    renewed = true
    state.set({ status: 'loading' })
    try {
      const url = await streamUrls.get(item.track.id)
      if (mine !== turn) return
      engine.load(item.track, url, at)
      await sounds()
    } catch {
      if (mine === turn) skip(item.track)
    }
  }

  function skip(track: Track) {
    deps.skipped(track)
    failures += 1
    const { item, hints } = state.get()
    const next = failures < failuresInARow && itemAfter(queue.store.get().queue, item?.itemId, { ...hints })
    if (next && next.itemId !== item?.itemId) void start(next)
    else {
      loaded = wanted = false
      state.set({ status: 'paused' })
    }
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
    if (!loaded || streamUrls.expired(item.track.id)) return start(item, position.get().seconds)
    wanted = true
    await sounds()
  }

  function pause() {
    wanted = false
    engine.pause()
    if (state.get().status === 'loading') state.set({ status: 'paused' })
  }

  function seek(seconds: number) {
    const { item, durationSeconds } = state.get()
    if (!item) return
    const last = durationSeconds === null ? seconds : durationSeconds - leftAfterSeekSeconds
    const to = Math.max(0, Math.min(seconds, last))
    position.set({ seconds: to })
    if (loaded && streamUrls.expired(item.track.id)) void start(item, to, wanted)
    else if (loaded) engine.seek(to)
    save()
  }

  /** Replaces the queue and plays from `startAt`; the sound does not wait for the queue. */
  async function playTracks(trackIds: string[], startAt: number, track: Track) {
    const provisional: QueueItem = { itemId: unnamed, track }
    void start(provisional)
    const edited = await queue.edit([{ op: 'replace', trackIds, startAt }])
    // Not by its place: what the server does not have (any more) was left out.
    const item = edited.items.find(({ itemId }) => itemId === edited.current?.itemId)
    if (!item || state.get().item !== provisional) return
    state.set({ item, hints: { anchorId: item.itemId } })
    save()
  }

  async function insertNext(trackIds: string[]) {
    const { item } = state.get()
    const before = new Set(queue.store.get().queue.items.map(({ itemId }) => itemId))
    const afterId = item && before.has(item.itemId) ? item.itemId : null
    const edited = await queue.edit([{ op: 'insertAfter', itemId: afterId, trackIds }])
    const itemIds = edited.items.filter(({ itemId }) => !before.has(itemId)).map(({ itemId }) => itemId)
    if (afterId) state.set({ hints: { ...state.get().hints, promoted: { afterId, itemIds } } })
  }

  async function append(trackIds: string[]) {
    const last = queue.store.get().queue.items.at(-1)?.itemId ?? null
    await queue.edit([{ op: 'insertAfter', itemId: last, trackIds }])
  }

  async function remove(itemIds: string[]) {
    const { item, hints, status } = state.get()
    if (item && itemIds.includes(item.itemId)) {
      const next = itemAfter(queue.store.get().queue, item.itemId, hints)
      if (next && !itemIds.includes(next.itemId)) void start(next, 0, status === 'playing')
      else silence()
    }
    await queue.edit([{ op: 'remove', itemIds }])
  }

  function silence() {
    turn += 1
    reports.finish(position.get().seconds)
    loaded = wanted = false
    engine.stop()
    engine.preloadNext(undefined)
    position.set({ seconds: 0 })
    state.set({ item: undefined, status: 'idle', durationSeconds: null, hints: {} })
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
      if (device.wasPlaying() && loaded) await play()
    },
    async queueChanged(revision: number) {
      await queue.heardOf(revision)
      await adopt()
    },
    play,
    pause,
    toggle: () => (state.get().status === 'playing' || wanted ? pause() : void play()),
    next: () => step(itemAfter(queue.store.get().queue, state.get().item?.itemId, state.get().hints)),
    previous() {
      const before = itemBefore(queue.store.get().queue, state.get().item?.itemId, state.get().hints)
      if (position.get().seconds > restartAfterSeconds || !before) seek(0)
      else void start(before)
    },
    seek,
    seekBy: (seconds: number) => seek(position.get().seconds + seconds),
    setVolume,
    toggleMute: () => setVolume(state.get().volume, !state.get().muted),
    async toggleShuffle() {
      const { item } = state.get()
      state.set({ hints: { anchorId: item?.itemId } })
      await queue.edit([{ op: 'mode', shuffle: !queue.store.get().queue.shuffle }])
    },
    async cycleRepeat() {
      const following = { off: 'all', all: 'one', one: 'off' } as const
      await queue.edit([{ op: 'mode', repeat: following[queue.store.get().queue.repeat] }])
    },
    playTracks,
    playItem(itemId: string) {
      const item = queue.store.get().queue.items.find((other) => other.itemId === itemId)
      if (item) void start(item)
    },
    insertNext,
    append,
    remove,
    move: (itemId: string, afterItemId: string | null) => queue.edit([{ op: 'move', itemId, afterItemId }]),
    async clear() {
      silence()
      await queue.edit([{ op: 'clear' }])
    },
    /** Puts back what was cleared, with what sounded at its place, silent. */
    async restoreQueue(items: QueueItem[], itemId: string | undefined, at: number) {
      const startAt = Math.max(
        0,
        items.findIndex((item) => item.itemId === itemId),
      )
      const edited = await queue.edit([{ op: 'replace', trackIds: items.map((item) => item.track.id), startAt }])
      const item = edited.items.find((other) => other.itemId === edited.current?.itemId)
      if (item && !state.get().item) await start(item, at, false)
    },
    /** The page goes away: what is not told now is lost. */
    leave() {
      device.savePlaying(state.get().status === 'playing')
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
