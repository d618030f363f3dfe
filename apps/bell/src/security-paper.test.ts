import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const paper = readFileSync(join(root, 'docs/security.md'), 'utf8')
const folders: Record<string, string> = {
  A: 'services/auth/src',
  B: 'apps/bell/src',
  E: 'e2e/journeys',
  I: 'services/img/src',
  M: 'services/music/src',
  P: 'packages/platform/src',
}

test('every test that the paper on security names is there', () => {
  const named = [...paper.matchAll(/`([A-Z])\/([\w./-]+)`/g)].map(([, letter, path]) => {
    const file = `${folders[letter!]}/${path}`
    if (file.endsWith('.ts')) return file
    return letter === 'E' ? `${file}.spec.ts` : `${file}.test.ts`
  })

  expect(named.length).toBeGreaterThan(100)
  expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([])
})

// OWASP ASVS 5.0.0: how many requirements of levels 1 and 2 each section of these chapters has, less those of level 3.
const sections = {
  5: ['1', '1-3', '1-2', '1-3'],
  6: ['1-3', '1-12', '1-4', '1-4', '1-5', '1-3', '', '1-4'],
  7: ['1-3', '1-4', '1-2', '1-5', '1-2', '1-2'],
  9: ['1-3', '1-4'],
  10: ['1-2', '1-2', '1-4', '1-11', '1-5', '1-2', '1-3'],
}

test('the paper answers each line of the standard once, in order', () => {
  const asked = Object.entries(sections).flatMap(([chapter, parts]) =>
    parts.flatMap((part, n) => {
      const [first, last = first] = part.split('-').map(Number)
      return part === '' ? [] : Array.from({ length: last! }, (_, i) => `${chapter}.${n + 1}.${i + first!}`)
    }),
  )

  expect([...paper.matchAll(/^\| (\d+\.\d+\.\d+) /gm)].map(([, number]) => number)).toEqual(asked)
})
