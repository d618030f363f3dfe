import { useSyncExternalStore } from 'react'
import type { FileRow, Rows } from './rows.ts'

/** One row, heard of only when it changes; undefined once it is gone. */
export function useRow<Row extends FileRow>(rows: Rows<Row>, id: string): Row | undefined {
  return useSyncExternalStore(
    (listener) => rows.watch(id, listener),
    () => rows.get(id),
  )
}
