/** Which of a list are chosen, and from which one a range goes. */
export interface Selection {
  ids: ReadonlySet<string>
  anchor: string | undefined
}

export const nothing: Selection = { ids: new Set(), anchor: undefined }

/** How one more is chosen: alone, beside the others (Ctrl), or with all up to it (Shift). */
export interface Manner {
  toggle: boolean
  range: boolean
}

export function choose(selection: Selection, list: readonly string[], index: number, manner: Manner): Selection {
  const id = list[index]
  if (id === undefined) return selection
  const from = manner.range && selection.anchor !== undefined ? list.indexOf(selection.anchor) : -1
  if (from >= 0) {
    const range = list.slice(Math.min(from, index), Math.max(from, index) + 1)
    return { ids: new Set(manner.toggle ? [...selection.ids, ...range] : range), anchor: selection.anchor }
  }
  if (!manner.toggle) return { ids: new Set([id]), anchor: id }
  const ids = new Set(selection.ids)
  if (!ids.delete(id)) ids.add(id)
  return { ids, anchor: id }
}

/** In the order of the list; what is not in it any more is not chosen any more. */
export function chosenOf(selection: Selection, list: readonly string[]): string[] {
  return selection.ids.size === 0 ? [] : list.filter((id) => selection.ids.has(id))
}
