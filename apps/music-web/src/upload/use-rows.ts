import { useSyncExternalStore } from 'react'
import { useMusic } from '../music-context.ts'
import { useStore } from '../store.ts'
import type { Totals, UploadRow } from './rows.ts'

/** One row, heard of only when it changes; undefined once it is gone. */
export function useRow(id: string): UploadRow | undefined {
  const { rows } = useMusic().uploads
  return useSyncExternalStore(
    (listener) => rows.watch(id, listener),
    () => rows.get(id),
  )
}

export function useTotals<T>(select: (totals: Totals) => T): T {
  return useStore(useMusic().uploads.rows.totals, select)
}
