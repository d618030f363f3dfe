import type { Language } from './language.ts'

let japanese: Promise<unknown> | undefined
let family: Promise<unknown> | undefined

/**
 * Font faces are hundreds of small subsets; their style sheets (13 and 31 kB compressed) are fetched beside the page
 * instead of before its first paint, and a subset itself only when one of its characters is shown. The Japanese face
 * comes at once in Japanese, and otherwise when the browser is idle, for Japanese titles among others.
 */
export function loadFontsFor(language: Language) {
  family ??= import('../styles/pretendard.css').catch(() => (family = undefined))
  const fetchJapanese = () => (japanese ??= import('../styles/noto-sans-jp.css').catch(() => (japanese = undefined)))
  if (language === 'ja') void fetchJapanese()
  else if ('requestIdleCallback' in window) requestIdleCallback(() => void fetchJapanese(), { timeout: 5000 })
  else setTimeout(() => void fetchJapanese(), 2000)
}
