import { useWordsOf, type Say } from '@bell/ui/i18n'
import i18next from 'i18next'
import type en from './en.json'

/** The app's words in a component. */
export const useWords = useWordsOf<typeof en>

/** The same outside components, for what is said once and then gone. */
export const say: Say<typeof en> = (key, values) => i18next.t(key, { ns: 'app', ...values })
