import { useStore } from '@bell/ui/store'
import type { Totals } from '@bell/ui/upload'
import { useMusic } from '../music-context.ts'

export function useTotals<T>(select: (totals: Totals) => T): T {
  return useStore(useMusic().uploads.rows.totals, select)
}
