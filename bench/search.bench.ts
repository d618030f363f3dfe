import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { createFtsIndex, type SearchDocument } from '@bell/platform/search-index'

// Search as one types: the beginnings of titles and artists, one letter to the whole, in a library of 10 000 and of
// 100 000 tracks, by the embedded index. Time is from the call to the answer, the way to its thread and back included.

const SIZES = [10_000, 100_000]
const QUERIES = 300

const results: Record<number, Record<string, number>> = {}
for (const size of SIZES) results[size] = await measure(size)

const measures = Object.keys(results[SIZES[0]!]!)
console.table(
  Object.fromEntries(
    measures.map((name) => [name, Object.fromEntries(SIZES.map((size) => [`${size} tracks`, results[size]![name]]))]),
  ),
)
console.log(JSON.stringify({ bench: 'search', results }))

async function measure(size: number) {
  const folder = await mkdtemp(join(tmpdir(), 'bell-bench-search-'))
  const index = createFtsIndex({ file: join(folder, 'search.db') })
  try {
    const random = randomNumbers(size)
    const words = vocabulary(random)
    const tracks = Array.from({ length: size }, (_, n) => track(n, random, words))

    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const begun = performance.now()
    for (let at = 0; at < size; at += 1000) await index.upsert('tracks', tracks.slice(at, at + 1000))
    const indexing = performance.now() - begun
    delay.disable()

    const typed = async (text: () => string) => {
      const times: number[] = []
      for (let n = 0; n < QUERIES; n++) {
        const query = text()
        const start = performance.now()
        await index.search('tracks', { query, limit: 20, tags: ['members', 'public'] })
        times.push(performance.now() - start)
      }
      return times.toSorted((a, b) => a - b)
    }
    const any = () => tracks[Math.floor(random() * size)]!.fields
    await typed(() => any().title!)
    const prefix = await typed(() => beginning(random() < 0.5 ? any().title! : any().artist!, random))
    const oneLetter = await typed(() => any().title!.slice(0, 1))
    const twoFields = await typed(() => {
      const { title, artist } = any()
      return `${beginning(artist!, random)} ${beginning(title!, random)}`
    })
    // Words that half of all titles hold, and hardly any holds together: the longest walk that a query can ask for.
    const hard = await typed(() => 'of and untitled the')
    return {
      'indexed/s': Math.round((size / indexing) * 1000),
      'index MB': round((await stat(join(folder, 'search.db'))).size / 1e6),
      'event loop held while indexing, worst ms': round(delay.max / 1e6),
      'beginning of a title or artist, p50 ms': at(prefix, 0.5),
      'beginning of a title or artist, p99 ms': at(prefix, 0.99),
      'one letter, p50 ms': at(oneLetter, 0.5),
      'one letter, p99 ms': at(oneLetter, 0.99),
      'artist and title, p50 ms': at(twoFields, 0.5),
      'artist and title, p99 ms': at(twoFields, 0.99),
      'common words that meet nowhere, p50 ms': at(hard, 0.5),
      'common words that meet nowhere, p99 ms': at(hard, 0.99),
    }
  } finally {
    await index.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function track(n: number, random: () => number, words: string[]): SearchDocument {
  // Few words are in many titles and many in few, as in any language.
  const word = () => words[Math.floor(words.length * random() ** 3)]!
  const titles = [
    () => `The ${word()} ${random() < 0.5 ? 'of' : 'and'} ${word()}`,
    () => `${word()} ${word()}`,
    () => `Untitled ${n}`,
    () => `${hangul(random)} ${hangul(random)}`,
    () => kana(random),
  ]
  return {
    id: `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    revision: 1,
    fields: { title: titles[n % titles.length]!(), artist: `${word()} ${word()}`, album: `${word()} ${word()}` },
    tags: [n % 10 === 0 ? 'public' : 'members'],
  }
}

function vocabulary(random: () => number) {
  const syllables = [
    'ka',
    'lo',
    'mi',
    'ra',
    'ten',
    'shi',
    'bo',
    'du',
    've',
    'na',
    'pol',
    'gri',
    'sta',
    'ne',
    'or',
    'il',
  ]
  const syllable = () => syllables[Math.floor(random() * syllables.length)]!
  return Array.from({ length: 20_000 }, () => Array.from({ length: 2 + Math.floor(random() * 3) }, syllable).join(''))
}

function hangul(random: () => number) {
  return letters(random, 0xac00, 1500)
}

function kana(random: () => number) {
  return letters(random, 0x30a1, 80) + letters(random, 0x4e00, 1500)
}

function letters(random: () => number, first: number, count: number) {
  const letter = () => String.fromCodePoint(first + Math.floor(random() ** 2 * count))
  return Array.from({ length: 2 + Math.floor(random() * 3) }, letter).join('')
}

function beginning(text: string, random: () => number) {
  return text.slice(0, 1 + Math.floor(random() * text.length))
}

/** The same numbers at every run (a linear congruential generator, from Numerical Recipes). */
function randomNumbers(seed: number) {
  let state = seed
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
}

function at(sorted: number[], share: number) {
  return round(sorted[Math.floor((sorted.length - 1) * share)]!)
}

function round(value: number) {
  return Math.round(value * 100) / 100
}
