export type Language = 'ko' | 'en' | 'ja'
export const languages: readonly Language[] = ['ko', 'en', 'ja']

/** Each language in its own words, as a person looks for it. */
export const languageNames: Record<Language, string> = { ko: '한국어', en: 'English', ja: '日本語' }

const key = 'bell.language'

/** The saved choice, else the first of the browser's languages that we have, else English. */
export function preferredLanguage(): Language {
  const wanted = [readSetting(key), ...navigator.languages]
  for (const tag of wanted) {
    const language = languages.find((known) => known === tag?.slice(0, 2).toLowerCase())
    if (language) return language
  }
  return 'en'
}

/** Keeps the choice on this device; it says nothing about who uses it. */
export function saveLanguage(language: Language) {
  writeSetting(key, language)
}

/** Storage throws where a browser forbids it; a device setting is not worth failing for. */
export function readSetting(name: 'bell.language' | 'bell.theme'): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

export function writeSetting(name: 'bell.language' | 'bell.theme', value: string) {
  try {
    localStorage.setItem(name, value)
  } catch {
    // The choice then lasts as long as the page.
  }
}
