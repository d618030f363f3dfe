import { useWordsOf } from '@bell/ui/i18n'
import type en from './en.json'

/** The app's words in a component. */
export const useWords = useWordsOf<typeof en>
