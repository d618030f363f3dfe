import { z } from 'zod'
import { badRequest } from './app-error.ts'

/** A page of a list: `nextCursor` is null on the last one. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(1000).optional(),
})

/** Where a page ended, as an opaque token: the keyset values, in the order of the list's sort. */
export function encodeCursor(values: readonly (string | number | null)[]) {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/** @throws invalid_cursor (400) where the token is none of ours; undefined in, undefined out. */
export function decodeCursor<Values>(schema: z.ZodType<Values>, cursor: string | undefined): Values | undefined {
  if (cursor === undefined) return undefined
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (cause) {
    throw badRequest('invalid_cursor', 'This cursor is not one of this list; start again without it.', { cause })
  }
}
