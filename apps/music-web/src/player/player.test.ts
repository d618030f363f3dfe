import { expect, test } from 'vitest'
import type { Queue, QueueItem, QueueOperation, Track } from '../api/shapes.ts'
import type { AudioEngine, AudioEvent } from './audio-engine.ts'
import type { Verdict } from './network.ts'
import { createPlayReports } from './play-reports.ts'
import { createPlayer } from './player.ts'
import { createQueueClient } from './queue-client.ts'
import { predict } from './queue.ts'
import { createStreamUrls } from './stream-urls.ts'

const track = (id: string) =>
  ({ id, title: id, durationSeconds: 200, artists: [], status: 'ready' }) as unknown as Track

function fakeEngine() {
  let listener: (event: AudioEvent) => void = () => undefined
  let position = 0
  const loads: { url: string; at: number }[] = []
  const aheads: (string | null)[] = []
  const state = { silent: false }
  const engine: AudioEngine = {
    load({ url }, at = 0) {
      loads.push({ url, at })
      position = at
    },
    preloadNext: (sound) => aheads.push(sound?.url ?? null),
    async play() {
      if (!state.silent) listener({ type: 'playing' })
      return true
    },
    // An element tells of it in a later task.
    pause: () => queueMicrotask(() => listener({ type: 'paused' })),
    seek: (seconds) => (position = seconds),
    position: () => position,
    setVolume: () => undefined,
    setGain: () => undefined,
    setCrossfade: () => undefined,
    stop: () => undefined,
    events(next) {
      listener = next
      return () => undefined
    },
  }
  return { engine, loads, aheads, state, tell: (event: AudioEvent) => listener(event) }
}

function given(change: Partial<Queue> = {}) {
  const items: QueueItem[] = ['a', 'b', 'c'].map((itemId) => ({ itemId, track: track(`t-${itemId}`) }))
  let server: Queue = { revision: 1, items, current: null, shuffle: false, repeat: 'off', ...change }
  let clock = 0
  let signed = 0
  const skipped: string[] = []
  const world = { online: true, verdict: 'there' as Verdict, signs: true, retries: [] as number[] }
  const timers = new Set<() => void>()
  let back: (() => void) | undefined
  let wasPlaying = false
  const saved: { itemId: string; seconds: number; leaving: boolean }[] = []
  const plays: string[] = []
  const sound = fakeEngine()
  const send = async (_revision: number, operations: QueueOperation[]) => {
    server = { ...predict(server, operations), revision: server.revision + 1 }
    for (const operation of operations) {
      if (operation.op !== 'replace') continue
      const named = operation.trackIds.map((id, index) => ({ itemId: `n${index}`, track: track(id) }))
      server = { ...server, items: named, current: { itemId: `n${operation.startAt ?? 0}`, positionSeconds: 0 } }
    }
    return { ...server, items: server.items.map((item) => item.itemId), added: server.items }
  }
  const player = createPlayer({
    engine: sound.engine,
    queue: createQueueClient({ load: async () => server, send }),
    streamUrls: createStreamUrls(
      async (id) => {
        if (!world.signs) throw new TypeError('fetch failed')
        return { url: `/stream/${id}?${++signed}`, expiresAt: new Date(clock + 600_000).toISOString() }
      },
      () => clock,
    ),
    reports: createPlayReports(
      {
        async start(trackId) {
          plays.push(`start ${trackId}`)
          return { playId: trackId }
        },
        report: async (playId, seconds, state) => plays.push(`${state} ${playId} ${seconds}`),
      },
      () => clock,
    ),
    device: {
      volume: () => ({ volume: 0.8, muted: false }),
      saveVolume: () => undefined,
      playback: () => ({ levelling: true, crossfadeSeconds: 0 }),
      savePlayback: () => undefined,
      wasPlaying: () => wasPlaying,
      savePlaying: (isPlaying) => (wasPlaying = isPlaying),
    },
    savePosition: async (itemId, seconds, leaving) => saved.push({ itemId, seconds, leaving }),
    network: {
      online: () => world.online,
      async waitForNetwork(ms) {
        world.retries.push(ms)
        await new Promise<void>((resolve) => (back = resolve))
      },
      later(_ms, work) {
        timers.add(work)
        return () => timers.delete(work)
      },
      examine: async () => world.verdict,
    },
    skipped: (gone, reason) => skipped.push(`${gone.id} ${reason}`),
    now: () => clock,
  })
  const current = () => player.state.get().item?.itemId
  const pass = (seconds: number, at: number) => {
    clock += seconds * 1000
    sound.tell({ type: 'time', seconds: at })
  }
  /** The time of waiting for data is over. */
  const stall = () => timers.forEach((work) => work())
  const retry = () => back?.()
  return { player, sound, skipped, saved, plays, current, pass, world, stall, retry }
}

/** The player has this item sounding. */
async function playing(world: ReturnType<typeof given>, itemId: string) {
  await expect.poll(() => [world.current(), world.player.state.get().status]).toEqual([itemId, 'playing'])
}

test('after a reload the track stands at its place, silent, until a person plays', async () => {
  const world = given({ current: { itemId: 'b', positionSeconds: 84 } })
  await world.player.restore()
  expect(world.player.state.get()).toMatchObject({ status: 'paused', item: { itemId: 'b' } })
  expect(world.sound.loads).toEqual([{ url: '/stream/t-b?1', at: 84 }])
  await world.player.play()
  await playing(world, 'b')
  expect(world.sound.loads).toHaveLength(1)
})

test('a chosen track sounds at once and takes the name that the server gives it', async () => {
  const world = given()
  await world.player.restore()
  await world.player.playTracks(['x', 'y', 'z'], 1, track('y'))
  await playing(world, 'n1')
  expect(world.sound.loads.map(({ url }) => url)).toEqual(['/stream/y?1'])
})

test('one track follows the other, and after the last one it is quiet at the beginning', async () => {
  const world = given({ current: { itemId: 'b', positionSeconds: 0 } })
  await world.player.restore()
  await world.player.play()
  world.sound.tell({ type: 'ended' })
  await playing(world, 'c')
  world.pass(100, 100)
  world.sound.tell({ type: 'ended' })
  await expect.poll(() => world.player.state.get().status).toBe('paused')
  expect(world.player.position.get().seconds).toBe(0)
})

test('previous begins the track again once three seconds have been heard, before that it goes back', async () => {
  const world = given({ current: { itemId: 'b', positionSeconds: 0 } })
  await world.player.restore()
  await world.player.play()
  world.pass(4, 4)
  world.player.previous()
  expect([world.current(), world.player.position.get().seconds]).toEqual(['b', 0])
  world.player.previous()
  await playing(world, 'a')
})

test('seeking to the end leaves the end to hear', async () => {
  const world = given({ current: { itemId: 'b', positionSeconds: 0 } })
  await world.player.restore()
  await world.player.play()
  world.player.seek(500)
  expect(world.sound.engine.position()).toBe(199.5)
  world.player.seekBy(-500)
  expect(world.sound.engine.position()).toBe(0)
})

test('an address that is refused is asked for anew at the same place; refused again, the track is passed over', async () => {
  const world = given({ current: { itemId: 'a', positionSeconds: 0 } })
  await world.player.restore()
  await world.player.play()
  world.pass(30, 30)
  world.sound.tell({ type: 'failed', cause: 'refused' })
  await expect.poll(() => world.sound.loads.at(-1)).toEqual({ url: '/stream/t-a?2', at: 30 })
  expect(world.skipped).toEqual([])
  world.sound.tell({ type: 'failed', cause: 'refused' })
  await playing(world, 'b')
  expect(world.skipped).toEqual(['t-a undecodable'])
})

test('a page that goes while it plays plays on after a reload; one that was paused just before does not', async () => {
  const world = given({ current: { itemId: 'a', positionSeconds: 0 } })
  await world.player.restore()
  await world.player.play()

  world.player.leave()
  await world.player.restore()
  expect(world.player.state.get().status).toBe('playing')

  world.player.pause()
  world.player.leave()
  await world.player.restore()
  expect(world.player.state.get().status).toBe('paused')
})

test('the place is saved every few seconds, and once more when the page goes', async () => {
  const world = given({ current: { itemId: 'a', positionSeconds: 0 } })
  await world.player.restore()
  await world.player.play()
  world.saved.length = 0
  world.pass(2, 2)
  world.pass(4, 6)
  expect(world.saved).toEqual([{ itemId: 'a', seconds: 6, leaving: false }])
  world.pass(1, 7)
  world.player.leave()
  expect(world.saved.at(-1)).toEqual({ itemId: 'a', seconds: 7, leaving: true })
})

test('what is heard is told: the start, every ten seconds, and the end', async () => {
  const world = given({ current: { itemId: 'a', positionSeconds: 0 } })
  await world.player.restore()
  await world.player.play()
  world.pass(6, 6)
  world.pass(6, 12)
  world.sound.tell({ type: 'ended' })
  await playing(world, 'b')
  await expect.poll(() => world.plays).toEqual(['start t-a', 'playing t-a 12', 'ended t-a 12', 'start t-b'])
})

test('removing what sounds goes on with the next one', async () => {
  const world = given({ current: { itemId: 'a', positionSeconds: 0 } })
  await world.player.restore()
  await world.player.play()
  await world.player.remove(['a'])
  await playing(world, 'b')
  expect(world.player.queue.get().queue.items.map((item) => item.itemId)).toEqual(['b', 'c'])
})

test('tracks that cannot be played are passed over, but not for ever', async () => {
  const world = given({ current: { itemId: 'a', positionSeconds: 0 }, repeat: 'all' })
  await world.player.restore()
  await world.player.play()
  for (let count = 0; count < 20; count++) {
    world.sound.tell({ type: 'failed', cause: 'undecodable' })
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(world.skipped).toHaveLength(5)
  expect(world.player.state.get().status).toBe('paused')
})

test('the next track takes over without being loaded anew, and is what is shown and told', async () => {
  const world = given({ current: { itemId: 'a', positionSeconds: 0 } })
  await world.player.restore()
  await world.player.play()
  world.pass(10, 190)
  await expect.poll(() => world.sound.aheads.at(-1)).toBe('/stream/t-b?2')
  world.sound.tell({ type: 'advanced' })
  world.sound.tell({ type: 'playing' })
  expect([world.current(), world.player.state.get().status]).toEqual(['b', 'playing'])
  expect(world.sound.loads).toHaveLength(1)
  await expect.poll(() => world.plays).toEqual(expect.arrayContaining(['ended t-a 190', 'start t-b']))
})

test('an edit near the end changes what takes over', async () => {
  const world = given({ current: { itemId: 'a', positionSeconds: 0 } })
  await world.player.restore()
  await world.player.play()
  world.pass(10, 190)
  await expect.poll(() => world.sound.aheads.at(-1)).toBe('/stream/t-b?2')
  await world.player.remove(['b'])
  world.pass(1, 191)
  await expect.poll(() => world.sound.aheads.at(-1)).toMatch('/stream/t-c')
})

test('sound that does not come is asked for again at its place, and no track is passed over for the network', async () => {
  const world = given({ current: { itemId: 'a', positionSeconds: 0 } })
  await world.player.restore()
  await world.player.play()
  world.pass(30, 30)
  world.world.online = false
  world.world.signs = false
  world.sound.tell({ type: 'waiting' })
  world.stall()
  expect(world.player.state.get()).toMatchObject({ status: 'loading', trouble: 'offline', item: { itemId: 'a' } })
  for (let attempt = 0; attempt < 6; attempt++) {
    world.retry()
    await expect.poll(() => world.world.retries.length).toBe(attempt + 2)
  }
  expect(world.world.retries).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000])
  world.world.signs = true
  world.retry()
  await playing(world, 'a')
  expect(world.sound.loads.at(-1)).toMatchObject({ at: 30 })
  expect([world.player.state.get().trouble, world.skipped]).toEqual([null, []])
})

test('whoever pauses while the network is away is not surprised by sound later', async () => {
  const world = given({ current: { itemId: 'a', positionSeconds: 0 } })
  await world.player.restore()
  await world.player.play()
  world.sound.tell({ type: 'failed', cause: 'network' })
  world.player.pause()
  world.retry()
  await new Promise((resolve) => setImmediate(resolve))
  expect([world.player.state.get().status, world.sound.loads.length]).toEqual(['paused', 1])
})

test('what is gone is passed over at once, what nobody answers for is not', async () => {
  const world = given({ current: { itemId: 'a', positionSeconds: 0 } })
  await world.player.restore()
  await world.player.play()
  world.world.verdict = 'unreachable'
  world.sound.tell({ type: 'failed', cause: 'refused' })
  await expect.poll(() => world.player.state.get().trouble).toBe('unreachable')
  expect(world.skipped).toEqual([])
  world.world.verdict = 'gone'
  world.sound.tell({ type: 'failed', cause: 'refused' })
  await playing(world, 'b')
  expect(world.skipped).toEqual(['t-a gone'])
})
