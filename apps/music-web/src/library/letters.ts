import { useLanguage, type Language } from '@bell/ui/i18n'

const latin = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
const own: Record<Language, string[]> = {
  ko: Array.from('가나다라마바사아자차카타파하'),
  ja: Array.from('あかさたなはまやらわ'),
  en: [],
}

/** Where names begin that one may want to jump to: the letters of the page's language, and the Latin ones. */
export function useLetters(): string[] {
  const language = useLanguage()
  return ['0', ...own[language], ...latin]
}
