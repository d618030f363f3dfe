/** Words of one language: nested objects whose leaves are texts, with i18next's `{{names}}` and plural endings. */
export interface Words {
  [key: string]: string | Words
}

type Plural = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'
type WithoutPlural<K extends string> = K extends `${infer Base}_${Plural}` ? Base : K

/** The dotted keys of a language's words; plural forms count as one key. */
export type WordKey<W, Path extends string = ''> = {
  [K in keyof W & string]: W[K] extends string ? `${Path}${WithoutPlural<K>}` : WordKey<W[K], `${Path}${K}.`>
}[keyof W & string]

/** Says a text by its key; the keys are those of the language file that the app names. */
export type Say<W> = (key: WordKey<W>, values?: Record<string, string | number>) => string

const pluralEnding = /_(zero|one|two|few|many|other)$/

/**
 * What is wrong between the languages of an app: keys that one of them lacks, plural forms its grammar needs,
 * placeholders that differ, and empty texts. An empty list means that all is there.
 * Each finding reads `ja: home.title is missing`.
 */
export function findMissingKeys(byLanguage: Record<string, Words>): string[] {
  const flat = Object.entries(byLanguage).map(([language, words]) => [language, flatten(words)] as const)
  const keys = new Map<string, Set<string>>()
  const plurals = new Set<string>()
  for (const [, texts] of flat) {
    for (const [key, text] of texts) {
      const base = key.replace(pluralEnding, '')
      if (base !== key) plurals.add(base)
      const names = keys.get(base) ?? new Set<string>()
      for (const name of placeholders(text)) names.add(name)
      keys.set(base, names)
    }
  }
  return flat.flatMap(([language, texts]) =>
    [...keys].flatMap(([base, names]) => problems(language, texts, base, names, plurals.has(base))),
  )
}

function problems(language: string, texts: Map<string, string>, base: string, names: Set<string>, plural: boolean) {
  const wanted = plural
    ? new Intl.PluralRules(language).resolvedOptions().pluralCategories.map((form) => `${base}_${form}`)
    : [base]
  return wanted.flatMap((key) => {
    const text = texts.get(key)
    if (text === undefined) return [`${language}: ${key} is missing`]
    if (text.trim() === '') return [`${language}: ${key} is empty`]
    // A singular may well say "one track" without the number.
    const absent = [...names].filter((name) => !placeholders(text).includes(name) && !(plural && name === 'count'))
    return absent.map((name) => `${language}: ${key} lacks {{${name}}}`)
  })
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1]!)
}

function flatten(words: Words, path = ''): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') texts.set(path + key, value)
    else for (const entry of flatten(value, `${path}${key}.`)) texts.set(...entry)
  }
  return texts
}
