import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KeyValue } from './key-value.ts'

export interface KeyValueUnderTest {
  keyValue: KeyValue
  /** Lets the store's time pass. */
  advance: (ms: number) => void | Promise<void>
}

/** What every key-value store does. The factory opens an empty one and closes it when its test ends. */
export function testKeyValue(open: () => Promise<KeyValueUnderTest>) {
  describe('values', () => {
    test('are given back as they were, whatever well-formed text they are, until they are deleted', async () => {
      const { keyValue } = await open()
      const text = fc.string({ unit: 'binary', maxLength: 30 })
      await fc.assert(
        fc.asyncProperty(text, text, async (key, value) => {
          await keyValue.set(key, value)
          expect(await keyValue.get(key)).toBe(value)
          await keyValue.delete(key)
          expect(await keyValue.get(key)).toBeUndefined()
          await keyValue.delete(key)
        }),
      )
    })

    test('may be large', async () => {
      const { keyValue } = await open()
      const queue = JSON.stringify(Array.from({ length: 10_000 }, (_, n) => ({ itemId: n, trackId: `트랙 ${n}` })))
      await keyValue.set('queue', queue)
      expect(await keyValue.get('queue')).toBe(queue)
    })

    test('are gone when their time is over, not before', async () => {
      const { keyValue, advance } = await open()
      await keyValue.set('short', 'a', { ttlMs: 1000 })
      await keyValue.set('long', 'b', { ttlMs: 60_000 })
      await keyValue.set('lasting', 'c')

      expect(await keyValue.get('short')).toBe('a')
      await advance(1000)

      expect(await keyValue.get('short')).toBeUndefined()
      expect(await keyValue.get('long')).toBe('b')
      expect(await keyValue.get('lasting')).toBe('c')
    })

    test('set again have the lifetime of the last time', async () => {
      const { keyValue, advance } = await open()
      await keyValue.set('kept', 'a', { ttlMs: 1000 })
      await keyValue.set('kept', 'b')
      await keyValue.set('shortened', 'a')
      await keyValue.set('shortened', 'b', { ttlMs: 1000 })
      await advance(1000)

      expect(await keyValue.get('kept')).toBe('b')
      expect(await keyValue.get('shortened')).toBeUndefined()
    })
  })

  describe('compareAndSet', () => {
    test('sets where the key holds what is expected, and only there', async () => {
      const { keyValue } = await open()

      expect(await keyValue.compareAndSet('key', 'a', 'b')).toBe(false)
      expect(await keyValue.get('key')).toBeUndefined()
      expect(await keyValue.compareAndSet('key', undefined, 'a')).toBe(true)
      expect(await keyValue.compareAndSet('key', undefined, 'b')).toBe(false)
      expect(await keyValue.compareAndSet('key', 'b', 'c')).toBe(false)
      expect(await keyValue.get('key')).toBe('a')
      expect(await keyValue.compareAndSet('key', 'a', 'a')).toBe(true)
      expect(await keyValue.compareAndSet('key', 'a', 'd')).toBe(true)
      expect(await keyValue.get('key')).toBe('d')
    })

    test('takes a value whose time is over for none', async () => {
      const { keyValue, advance } = await open()
      await keyValue.set('key', 'a', { ttlMs: 1000 })
      await advance(1000)

      expect(await keyValue.compareAndSet('key', 'a', 'b')).toBe(false)
      expect(await keyValue.compareAndSet('key', undefined, 'c', { ttlMs: 1000 })).toBe(true)
      expect(await keyValue.get('key')).toBe('c')
      await advance(1000)
      expect(await keyValue.get('key')).toBeUndefined()
    })

    test('gives the value the new lifetime, none if none is given', async () => {
      const { keyValue, advance } = await open()
      await keyValue.set('key', 'a', { ttlMs: 1000 })
      await keyValue.compareAndSet('key', 'a', 'b')
      await advance(1000)

      expect(await keyValue.get('key')).toBe('b')
    })

    test('loses no change of those who change a value at the same time', async () => {
      const { keyValue } = await open()
      async function addOne() {
        for (;;) {
          const seen = await keyValue.get('sum')
          if (await keyValue.compareAndSet('sum', seen, String(Number(seen ?? 0) + 1))) return
        }
      }
      await Promise.all(Array.from({ length: 50 }, addOne))

      expect(await keyValue.get('sum')).toBe('50')
    })
  })

  describe('increment', () => {
    test('counts everyone once, by steps of either sign', async () => {
      const { keyValue } = await open()
      const counts = await Promise.all(Array.from({ length: 100 }, () => keyValue.increment('hits', { ttlMs: 1000 })))

      expect(new Set(counts).size).toBe(100)
      expect(Math.max(...counts)).toBe(100)
      expect(await keyValue.increment('hits', { by: -30, ttlMs: 1000 })).toBe(70)
      expect(await keyValue.get('hits')).toBe('70')
    })

    test('begins anew when the time since its creation is over, however often it was raised', async () => {
      const { keyValue, advance } = await open()
      await keyValue.increment('hits', { ttlMs: 1000 })
      await advance(600)
      expect(await keyValue.increment('hits', { ttlMs: 1000 })).toBe(2)
      await advance(400)

      expect(await keyValue.get('hits')).toBeUndefined()
      expect(await keyValue.increment('hits', { by: 5, ttlMs: 1000 })).toBe(5)
    })

    test('goes on from a count that was set, and keeps that one’s lifetime', async () => {
      const { keyValue, advance } = await open()
      await keyValue.set('hits', '9007199254740')
      expect(await keyValue.increment('hits', { ttlMs: 1000 })).toBe(9007199254741)
      await advance(1000)

      expect(await keyValue.get('hits')).toBe('9007199254741')
    })

    test('refuses what is not a count and leaves it alone', async () => {
      const { keyValue } = await open()
      for (const text of ['many', '', '1.5', ' 1', '1e3']) {
        await keyValue.set('text', text)
        await expect(keyValue.increment('text', { ttlMs: 1000 })).rejects.toMatchObject({ code: 'not_a_counter' })
        expect(await keyValue.get('text')).toBe(text)
      }
      await expect(keyValue.increment('part', { by: 0.5, ttlMs: 1000 })).rejects.toThrow(RangeError)
    })
  })

  describe('publish and subscribe', () => {
    test('every listener hears its channel, in order, and no other', async () => {
      const { keyValue } = await open()
      const first = listener()
      const second = listener()
      const elsewhere = listener()
      await keyValue.subscribe('queue:mina', first.hear)
      await keyValue.subscribe('queue:mina', second.hear)
      await keyValue.subscribe('queue:joon', elsewhere.hear)

      const sent = Array.from({ length: 100 }, (_, n) => `${n} 🎵`)
      await Promise.all(sent.map((message) => keyValue.publish('queue:mina', message)))
      await keyValue.publish('queue:joon', 'end')

      expect(await first.heard(100)).toEqual(sent)
      expect(await second.heard(100)).toEqual(sent)
      expect(await elsewhere.heard(1)).toEqual(['end'])
    })

    test('publishing to nobody is no error', async () => {
      const { keyValue } = await open()
      await keyValue.publish('nobody', 'hello')
    })

    test('who has left hears nothing more; the others do, each subscription for itself', async () => {
      const { keyValue } = await open()
      const leaving = listener()
      const staying = listener()
      const leave = await keyValue.subscribe('channel', leaving.hear)
      await keyValue.subscribe('channel', staying.hear)
      const leaveTwice = await keyValue.subscribe('channel', staying.hear)
      await leave()
      await leaveTwice()
      await leaveTwice()
      await keyValue.publish('channel', 'after')
      await keyValue.publish('channel', 'end')

      expect(await staying.heard(2)).toEqual(['after', 'end'])
      expect(leaving.messages).toEqual([])
    })

    test('a listener that throws harms neither the publisher nor the others', async () => {
      const { keyValue } = await open()
      const other = listener()
      await keyValue.subscribe('channel', () => {
        throw new Error('a listener’s own fault')
      })
      await keyValue.subscribe('channel', other.hear)
      await keyValue.publish('channel', 'one')
      await keyValue.publish('channel', 'two')

      expect(await other.heard(2)).toEqual(['one', 'two'])
    })
  })
}

function listener() {
  const messages: string[] = []
  let told = () => {}
  return {
    messages,
    hear: (message: string) => {
      messages.push(message)
      told()
    },
    async heard(count: number) {
      while (messages.length < count) await new Promise<void>((resolve) => (told = resolve))
      return messages
    },
  }
}
