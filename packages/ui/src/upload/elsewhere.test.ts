import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { waitForOther, type Found } from './elsewhere.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const sending = (receivedBytes: number): Found => ({ id: 'u1', sending: true, receivedBytes })

/** What the server says, one look after the other; the last again and again. */
function answers(...found: (Found | undefined)[]) {
  return vi.fn(async () => (found.length > 1 ? found.shift() : found[0]))
}

async function outcome(look: () => Promise<Found | undefined>, seen: (bytes: number) => boolean = () => true) {
  const waiting = waitForOther(look, seen)
  await vi.runAllTimersAsync()
  return waiting
}

test('an upload that nobody sends goes on at once, and without one there is nothing to wait for', async () => {
  expect(await outcome(answers({ ...sending(5), sending: false }))).toEqual({ id: 'u1', over: false })
  expect(await outcome(answers(undefined))).toBeUndefined()
})

test('while another sends, its bytes are told; when it stops, the upload goes on here', async () => {
  const told: number[] = []
  const look = answers(sending(1), sending(2), sending(3), { ...sending(3), sending: false })
  const found = await outcome(look, (bytes) => told.push(bytes) > 0)
  expect(found).toEqual({ id: 'u1', over: false })
  expect(told).toEqual([1, 2, 3])
})

test('what the other has brought to its end is not sent again', async () => {
  expect(await outcome(answers(sending(1), sending(9), undefined))).toEqual({ id: 'u1', over: true })
})

test('one that stands still for ten looks is taken over', async () => {
  const look = answers(sending(7))
  expect(await outcome(look)).toEqual({ id: 'u1', over: false })
  expect(look).toHaveBeenCalledTimes(11)
})

test('who gives up waiting asks no more', async () => {
  const look = answers(sending(7))
  expect(await outcome(look, () => false)).toBeUndefined()
  expect(look).toHaveBeenCalledTimes(1)
})
