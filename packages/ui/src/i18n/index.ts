import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import { loadFontsFor } from './fonts.ts'
import { formatsOf, type Formats } from './format.ts'
import { preferredLanguage, saveLanguage, type Language } from './language.ts'
import type { Say, Words } from './words.ts'

export { formatsOf, type Formats } from './format.ts'
export { languageNames, languages, type Language } from './language.ts'
export { findMissingKeys, type Say, type WordKey, type Words } from './words.ts'

/** Words as they are, or a function that fetches them, so that a page loads one language only. */
export type WordSource = Words | (() => Promise<{ default: Words }>)

const kit: Record<Language, WordSource> = {
  ko: () => import('./ko.json'),
  en: () => import('./en.json'),
  ja: () => import('./ja.json'),
}

let app: Record<Language, WordSource> | undefined

/** Call once before the first render; resolves when the words of the preferred language are here. */
export async function setUpI18n(sources: Record<Language, WordSource>): Promise<void> {
  app = sources
  const language = preferredLanguage()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: ['app', 'kit'],
    defaultNS: 'app',
    resources: { [language]: await wordsOf(language) },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  show(language)
}

/** Changes the language now and keeps the choice on this device. */
export async function setLanguage(language: Language): Promise<void> {
  saveLanguage(language)
  if (!i18next.hasResourceBundle(language, 'app')) {
    const words = await wordsOf(language)
    i18next.addResourceBundle(language, 'app', words.app)
    i18next.addResourceBundle(language, 'kit', words.kit)
  }
  await i18next.changeLanguage(language)
  show(language)
}

/** The language that the page speaks now. */
export function currentLanguage(): Language {
  return (i18next.language as Language | undefined) ?? 'en'
}

export function useLanguage(): Language {
  useTranslation()
  return currentLanguage()
}

/** The formats of the page's language. */
export function useFormats(): Formats {
  return formatsOf(useLanguage())
}

/**
 * The app's words in a component: `export const useWords = useWordsOf<typeof en>` in the app, then
 * `const say = useWords()` and `say('home.title')`.
 */
export function useWordsOf<W>(): Say<W> {
  return useTranslation('app').t as unknown as Say<W>
}

function show(language: Language) {
  document.documentElement.lang = language
  loadFontsFor(language)
}

async function wordsOf(language: Language) {
  if (!app) throw new Error('setUpI18n was not called')
  const [appWords, kitWords] = await Promise.all([load(app[language]), load(kit[language])])
  return { app: appWords, kit: kitWords }
}

async function load(source: WordSource): Promise<Words> {
  return typeof source === 'function' ? (await source()).default : source
}
