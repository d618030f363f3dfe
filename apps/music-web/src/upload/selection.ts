import type { RowFields, TrackRows, UploadRow } from './rows.ts'

/** In these a row can be changed: after them its track is. */
export const editableStates = ['chosen', 'waiting', 'sending', 'stalled', 'elsewhere', 'paused', 'failed'] as const

export function isEditable({ state, track }: UploadRow): boolean {
  return !track && (editableStates as readonly string[]).includes(state)
}

/** Choosing rows, and changing one or many of them. */
export function createSelection(rows: TrackRows) {
  /** Where a range begins: the row that was chosen last. */
  let anchor: string | undefined

  function edit(id: string, part: Partial<RowFields>) {
    const row = rows.get(id)
    if (!row || !isEditable(row)) return
    const names = Object.keys(part) as (keyof RowFields)[]
    rows.change(id, { fields: { ...row.fields, ...part }, edited: new Set([...row.edited, ...names]) })
  }

  const selected = () => rows.list.get().ids.filter((id) => rows.get(id)!.selected)

  return {
    edit,
    selected,
    /** Chooses a row or lets it go; `range` does the same to all from the one before to this one. */
    select(id: string, on: boolean, range: boolean) {
      const { ids } = rows.list.get()
      const from = range && anchor !== undefined ? ids.indexOf(anchor) : -1
      const to = ids.indexOf(id)
      const reached = from < 0 ? [id] : ids.slice(Math.min(from, to), Math.max(from, to) + 1)
      for (const one of reached) rows.change(one, { selected: on })
      anchor = id
    },
    selectAll(on: boolean, ids: readonly string[] = rows.list.get().ids) {
      for (const id of ids) if (rows.get(id)?.selected !== on) rows.change(id, { selected: on })
    },
    /** Changes all that are chosen alike; `numberFrom` counts their track numbers up in the order of the table. */
    editSelected(part: Partial<RowFields>, numberFrom: number | null) {
      let number = numberFrom
      for (const id of selected()) {
        const row = rows.get(id)!
        if (!isEditable(row)) continue
        edit(id, number === null ? part : { ...part, trackNumber: number })
        if (part.artist) rows.change(id, { checkArtist: false })
        if (number !== null) number += 1
      }
    },
  }
}
