import type { Queue, QueueItem, Track } from '../api/shapes.ts'
import { createStore, type Store } from '../store.ts'
import type { AudioEngine, AudioEvent } from './audio-engine.ts'
import type { DeviceSettings, Playback } from './device-settings.ts'
import { gainOf } from './levelling.ts'
import { verdictOf, type Network } from './network.ts'
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
  playback: Playback
  /** Why there is no sound though there should be; it goes on by itself when it can. */
  trouble: 'offline' | 'unreachable' | null
  hints: OrderHints
}

export interface PlayerDeps {
  engine: AudioEngine
  queue: QueueClient
  streamUrls: StreamUrls
  reports: PlayReports
  device: DeviceSettings
  savePosition(itemId: string, positionSeconds: number, leaving: boolean): Promise<unknown>
  network: Network
  /** A track cannot be played and is passed over. */
  skipped(track: Track, reason: SkipReason): void
  now?: () => number
}

/** It is not there (for this listener), or this browser has no decoder for it. */
export type SkipReason = 'gone' | 'undecodable'
export type Player = ReturnType<typeof createPlayer>

/** The item while the server has not yet named it. */
const unnamed = 'unnamed'
const saveEveryMs = 5000
const restartAfterSeconds = 3
const preloadBeforeEndSeconds = 25
/** Without sound for so long, waiting for it becomes asking for it again. */
const stalledAfterMs = 5000
const firstRetryMs = 1000
const longestRetryMs = 15_000
const failuresInARow = 5
/** Whoever seeks too far hears the end and may go back, instead of being in the next track. */
const leftAfterSeekSeconds = 0.5

/** Plays the queue on this device: what sounds is decided here, what is in the queue by the server. */
export function createPlayer(deps: PlayerDeps) {
  const { engine, queue, streamUrls, reports, device, network, now = Date.now } = deps
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

  // Raised by whatever makes an answer that is still under way useless.
  let turn = 0
  let loaded = false
  let wanted = false
  let renewed = false
  /** What takes over at the end, and the queue that it was chosen from. */
  let ahead: { item: QueueItem | undefined; queue: Queue; hints: OrderHints } | undefined
  let retries = 0
  let stopStallTimer = () => {}
  let failures = 0
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
        return wanted ? wait(item) : undefined
      case 'buffered':
        return position.set({ bufferedSeconds: event.seconds })
      case 'playing':
        stopStallTimer()
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
        return void recover(item, event.cause)
    }
  }

  function progressed(seconds: number) {
    position.set({ seconds })
    if (state.get().status !== 'playing') return
    failures = retries = 0
    renewed = false
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
    turn += 1
    reports.finish(position.get().seconds)
    ahead = undefined
    renewed = false
    position.set({ seconds: 0, bufferedSeconds: 0 })
    state.set({ item: next, durationSeconds: next.track.durationSeconds })
    save()
  }

  function levelOf(item: QueueItem) {
    return state.get().playback.levelling ? gainOf(item, queue.store.get().queue) : 1
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
    stopStallTimer()
    loaded = renewed = false
    ahead = undefined
    retries = 0
    wanted = sound
    position.set({ seconds: at, bufferedSeconds: 0 })
    const { durationSeconds } = item.track
    state.set({ item, status: sound ? 'loading' : 'paused', durationSeconds, trouble: null })
    // What sounds now must not go on under another name while the new address is on its way.
    engine.stop()
    if (sound) save()
    try {
      await load(item, mine)
    } catch (error) {
      if (mine === turn) failedToStart(item, error)
    }
  }

  /** @throws where there is no address */
  async function load(item: QueueItem, mine: number, plain = false) {
    const url = await streamUrls.get(item.track.id, plain)
    if (mine !== turn) return
    engine.load({ url, gain: levelOf(item) }, position.get().seconds)
    loaded = true
    if (!wanted) return
    wait(item)
    await sounds()
  }

  function failedToStart(item: QueueItem, error: unknown) {
    if (!wanted) return state.set({ status: 'paused' })
    if (verdictOf(error) === 'gone') skip(item.track, 'gone')
    else void reconnect(item)
  }

  async function sounds() {
    if (await engine.play()) return
    wanted = false
    stopStallTimer()
    state.set({ status: 'paused' })
  }

  /** Waits for data, but not for ever. */
  function wait(item: QueueItem) {
    stopStallTimer()
    state.set({ status: 'loading' })
    stopStallTimer = network.later(stalledAfterMs, () => void reconnect(item))
  }

  /** Asks anew for the sound at its place, again and again, until it is there or nobody wants it. */
  async function reconnect(item: QueueItem) {
    const mine = ++turn
    stopStallTimer()
    state.set({ status: 'loading', trouble: network.online() ? 'unreachable' : 'offline' })
    await network.waitForNetwork(Math.min(firstRetryMs * 2 ** retries, longestRetryMs))
    retries += 1
    if (mine !== turn || !wanted) return
    streamUrls.forget(item.track.id)
    try {
      await load(item, mine)
    } catch (error) {
      if (mine === turn) failedToStart(item, error)
    }
  }

  async function recover(item: QueueItem, cause: 'network' | 'refused' | 'undecodable') {
    stopStallTimer()
    loaded = false
    if (!wanted) {
      streamUrls.forget(item.track.id)
      return state.set({ status: 'paused' })
    }
    if (cause === 'network') return reconnect(item)
    const mine = ++turn
    state.set({ status: 'loading' })
    const verdict = await network.examine(item.track.id)
    if (mine !== turn || !wanted) return
    if (verdict === 'unreachable') return reconnect(item)
    if (verdict === 'gone' || renewed) return skip(item.track, verdict === 'gone' ? 'gone' : 'undecodable')
    renewed = true
    streamUrls.forget(item.track.id)
    // Once more, as the file itself: that a browser says it plays a container does not make it do so.
    await load(item, mine, true).catch((error: unknown) => mine === turn && failedToStart(item, error))
  }

  function skip(track: Track, reason: SkipReason) {
    deps.skipped(track, reason)
    failures += 1
    const { item, hints } = state.get()
    const next = failures < failuresInARow && itemAfter(queue.store.get().queue, item?.itemId, { ...hints })
    if (next && next.itemId !== item?.itemId) void start(next)
    else {
      loaded = wanted = false
      state.set({ status: 'paused', trouble: null })
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
    stopStallTimer()
    engine.pause()
    if (state.get().status === 'loading') state.set({ status: 'paused', trouble: null })
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
    stopStallTimer()
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
    /** Together and in the order given, behind `afterItemId` (null: to the beginning). */
    move: (itemIds: string[], afterItemId: string | null) => queue.edit([{ op: 'move', itemIds, afterItemId }]),
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
