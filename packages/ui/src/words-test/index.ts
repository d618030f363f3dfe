import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findMissingKeys, type Words } from '../i18n/index.ts'

/**
 * Holds an app's words to each other and to its source: the languages have the same keys, and each key is asked for.
 * @param root the folder with the app's source
 */
export function testWords(words: Record<'ko' | 'en' | 'ja', Words>, root: string) {
  test('Korean, English and Japanese say the same things', () => {
    expect(findMissingKeys(words)).toEqual([])
  })

  test('every text that the source asks for exists, and every text that exists is asked for', async () => {
    const source = await sources(root)
    const known = new Set(keysOf(words.en))
    const asked = [...source.matchAll(/\bsay\(\s*'([\w.]+)'/g)].map((match) => match[1]!)
    expect(asked.filter((key) => !known.has(key))).toEqual([])

    // Keys that are put together, `say(`keys.${name}`)`, are used when their beginning is.
    const beginnings = [...source.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1]!)
    const mentioned = new Set([...source.matchAll(/'([\w.]+\.[\w.]+)'/g)].map((match) => match[1]!))
    const unused = [...known].filter(
      (key) => !mentioned.has(key) && !asked.includes(key) && !beginnings.some((start) => key.startsWith(start)),
    )
    expect(unused).toEqual([])
  })
}

function keysOf(words: Words, path = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [path + key.replace(/_(one|other)$/, '')] : keysOf(value, `${path}${key}.`),
  )
}

async function sources(root: string): Promise<string> {
  const files = await readdir(root, { recursive: true })
  const code = files.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'))
  return (await Promise.all(code.map((file) => readFile(join(root, file), 'utf8')))).join('\n')
}
