import { afterEach, expect, test, vi } from 'vitest'
import { fingerprintOf } from './fingerprint.ts'

afterEach(() => vi.unstubAllGlobals())

const bytes = (changed?: number) => {
  const made = new Uint8Array(400_000).map((_, at) => at % 251)
  if (changed !== undefined) made[changed]! ^= 1
  return made
}
const file = (content = bytes(), name = 'a.flac', lastModified = 5) => new File([content], name, { lastModified })

test.each(['with', 'without'])('%s the browser’s hash a file is known again, and others are others', async (hash) => {
  if (hash === 'without') vi.stubGlobal('crypto', {})
  const first = await fingerprintOf(file())

  expect(await fingerprintOf(file())).toBe(first)
  expect(first).toMatch(/^[\w.:-]{10,200}$/)
  const others = [
    file(bytes(0)),
    file(bytes(200_001)),
    file(bytes(399_999)),
    file(bytes(), 'b.flac'),
    file(bytes(), 'a.flac', 6),
  ]
  const made = await Promise.all(others.map(fingerprintOf))
  expect(new Set([first, ...made]).size).toBe(6)
})
