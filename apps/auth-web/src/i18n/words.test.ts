import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findMissingKeys, type Words } from '@bell/ui/i18n'
import { expect, test } from 'vitest'
import en from './en.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }
import ko from './ko.json' with { type: 'json' }

function keysOf(words: Words, path = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [path + key.replace(/_(one|other)$/, '')] : keysOf(value, `${path}${key}.`),
  )
}

async function sources(): Promise<string> {
  const root = join(import.meta.dirname, '..')
  const files = await readdir(root, { recursive: true })
  const code = files.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'))
  return (await Promise.all(code.map((file) => readFile(join(root, file), 'utf8')))).join('\n')
}

test('Korean, English and Japanese say the same things', () => {
  expect(findMissingKeys({ ko, en, ja })).toEqual([])
})

test('every text that the source asks for exists, and every text that exists is asked for', async () => {
  const source = await sources()
  const known = new Set(keysOf(en))
  const asked = [...source.matchAll(/\bsay\(\s*'([\w.]+)'/g)].map((match) => match[1]!)
  expect(asked.filter((key) => !known.has(key))).toEqual([])

  // Keys that are put together, `say(`keys.${name}`)`, are used when their beginning is.
  const beginnings = [...source.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1]!)
  const mentioned = new Set([...source.matchAll(/'([\w.]+\.[\w.]+)'/g)].map((match) => match[1]!))
  const unused = [...known].filter((key) => !mentioned.has(key) && !beginnings.some((start) => key.startsWith(start)))
  expect(unused).toEqual([])
})
