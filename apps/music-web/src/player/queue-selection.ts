/** The rows of the queue that are chosen to be moved or removed together. */
export interface QueueSelection {
  chosen: ReadonlySet<string>
  /** From where Shift chooses on. */
  anchor: string | undefined
}

export const nothingChosen: QueueSelection = { chosen: new Set(), anchor: undefined }

export function toggleItem({ chosen }: QueueSelection, itemId: string): QueueSelection {
  const next = new Set(chosen)
  if (!next.delete(itemId)) next.add(itemId)
  return { chosen: next, anchor: itemId }
}

/** Everything between the anchor and `itemId`, in the order in which they stand. */
export function extendTo({ anchor, chosen }: QueueSelection, itemId: string, order: string[]): QueueSelection {
  const [from, to] = [order.indexOf(anchor ?? itemId), order.indexOf(itemId)]
  if (from < 0) return { chosen: new Set([...chosen, itemId]), anchor: itemId }
  return { chosen: new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1)), anchor }
}

/** What an action on `itemId` is about: all that is chosen, if it is one of them, in the order in which they stand. */
export function actedOn({ chosen }: QueueSelection, itemId: string, order: string[]): string[] {
  return chosen.has(itemId) ? order.filter((id) => chosen.has(id)) : [itemId]
}

/**
 * Behind which item `moving` comes when it is put before the item that stands at `place` (0 to the length).
 * @returns undefined where nothing would change
 */
export function itemBeforePlace(
  order: string[],
  moving: string[],
  place: number,
): { after: string | undefined } | undefined {
  const gone = new Set(moving)
  const after = order.slice(0, place).findLast((id) => !gone.has(id))
  const first = order.findIndex((id) => gone.has(id))
  const together = moving.every((id, index) => order[first + index] === id)
  if (together && place >= first && place <= first + moving.length) return undefined
  return { after }
}
