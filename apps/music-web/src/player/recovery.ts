import type { QueueItem, Track } from '../api/shapes.ts'
import type { Store } from '@bell/ui/store'
import { verdictOf } from './network.ts'
import type { Course, PlayerDeps, PlayerState, SkipReason } from './player-state.ts'
import { itemAfter } from './queue.ts'

/** Without sound for so long, waiting for it becomes asking for it again. */
const stalledAfterMs = 5000
const firstRetryMs = 1000
const longestRetryMs = 15_000
const failuresInARow = 5

interface Playing {
  state: Store<PlayerState>
  course: Course
  start: (item: QueueItem) => Promise<void>
  /** @throws where there is no address */
  load: (item: QueueItem, turn: number, plain?: boolean) => Promise<void>
}

/** What is done where there is no sound though there should be: waiting, asking again, or passing the track over. */
export function createRecovery(
  { network, queue, streamUrls, skipped }: Pick<PlayerDeps, 'network' | 'queue' | 'streamUrls' | 'skipped'>,
  { state, course, start, load }: Playing,
) {
  let renewed = false
  let retries = 0
  let failures = 0
  let stopTimer = () => {}

  /** Waits for data, but not for ever. */
  function wait(item: QueueItem) {
    stopTimer()
    state.set({ status: 'loading' })
    stopTimer = network.later(stalledAfterMs, () => void reconnect(item))
  }

  /** Asks anew for the sound at its place, again and again, until it is there or nobody wants it. */
  async function reconnect(item: QueueItem) {
    const mine = ++course.turn
    stopTimer()
    state.set({ status: 'loading', trouble: network.online() ? 'unreachable' : 'offline' })
    await network.waitForNetwork(Math.min(firstRetryMs * 2 ** retries, longestRetryMs))
    retries += 1
    if (mine !== course.turn || !course.wanted) return
    streamUrls.forget(item.track.id)
    await load(item, mine).catch((error: unknown) => failedToLoad(item, mine, error))
  }

  function failedToLoad(item: QueueItem, turn: number, error: unknown) {
    if (turn !== course.turn) return
    if (!course.wanted) return state.set({ status: 'paused' })
    if (verdictOf(error) === 'gone') skip(item.track, 'gone')
    else void reconnect(item)
  }

  async function recover(item: QueueItem, cause: 'network' | 'refused' | 'undecodable') {
    stopTimer()
    course.loaded = false
    if (!course.wanted) {
      streamUrls.forget(item.track.id)
      return state.set({ status: 'paused' })
    }
    if (cause === 'network') return reconnect(item)
    const mine = ++course.turn
    state.set({ status: 'loading' })
    const verdict = await network.examine(item.track.id)
    if (mine !== course.turn || !course.wanted) return
    if (verdict === 'unreachable') return reconnect(item)
    if (verdict === 'gone' || renewed) return skip(item.track, verdict === 'gone' ? 'gone' : 'undecodable')
    renewed = true
    streamUrls.forget(item.track.id)
    // Once more, as the file itself: that a browser says it plays a container does not make it do so.
    await load(item, mine, true).catch((error: unknown) => failedToLoad(item, mine, error))
  }

  function skip(track: Track, reason: SkipReason) {
    skipped(track, reason)
    failures += 1
    const { item, hints } = state.get()
    const next = failures < failuresInARow && itemAfter(queue.store.get().queue, item?.itemId, { ...hints })
    if (next && next.itemId !== item?.itemId) void start(next)
    else {
      course.loaded = course.wanted = false
      state.set({ status: 'paused', trouble: null })
    }
  }

  return {
    wait,
    stopWaiting: () => stopTimer(),
    recover,
    failedToLoad,
    /** Another track begins, whose troubles are its own. */
    reset() {
      stopTimer()
      renewed = false
      retries = 0
    },
    /** There is sound: whatever comes is a new trouble. */
    sounded() {
      renewed = false
      failures = retries = 0
    },
  }
}
