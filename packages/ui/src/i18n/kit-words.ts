import { useTranslation } from 'react-i18next'
import type en from './en.json'
import type { Say } from './words.ts'

/** The kit's own words. */
export function useKitWords(): Say<typeof en> {
  return useTranslation('kit').t as unknown as Say<typeof en>
}
