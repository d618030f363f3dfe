import { expect, test } from 'vitest'
import type { Queue, QueueItem, Track } from '../api/shapes.ts'
import { gainOf } from './levelling.ts'

function item(itemId: string, loudness: Track['loudness'], album?: string): QueueItem {
  const track = { id: itemId, durationSeconds: 100, loudness, album: album ? { id: album, title: album } : null }
  return { itemId, track: track as unknown as Track }
}

const queueOf = (items: QueueItem[], shuffle = false): Queue => ({
  revision: 1,
  items,
  current: null,
  shuffle,
  repeat: 'off',
})
const decibels = (gain: number) => Math.round(20 * Math.log10(gain) * 100) / 100

test('loud tracks come down, quiet ones up, and none over full scale', () => {
  const loud = item('a', { integrated: -8, truePeak: 0.5 })
  const quiet = item('b', { integrated: -24, truePeak: -10 })
  const dynamic = item('c', { integrated: -24, truePeak: -2 })
  const queue = queueOf([loud, quiet, dynamic])
  expect([loud, quiet, dynamic].map((one) => decibels(gainOf(one, queue)))).toEqual([-10, 6, 2])
})

test('an album keeps the distances of its tracks, unless it is shuffled', () => {
  const soft = item('a', { integrated: -20, truePeak: -6 }, 'album')
  const hard = item('b', { integrated: -10, truePeak: -1 }, 'album')
  const together = queueOf([soft, hard])
  expect(decibels(gainOf(soft, together))).toBe(decibels(gainOf(hard, together)))
  const apart = queueOf([soft, hard], true)
  expect(decibels(gainOf(soft, apart)) - decibels(gainOf(hard, apart))).toBe(10)
})
