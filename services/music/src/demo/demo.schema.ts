import { z } from 'zod'

const progress = { done: z.int(), total: z.int() }

/** How the demonstration catalogue stands. `stopped`: something went wrong on the way; it can be gone on with or removed. */
export const DemoState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('making'), ...progress }),
  z.object({ state: z.literal('stopped'), ...progress }),
  z.object({ state: z.literal('there') }),
  z.object({ state: z.literal('removing') }),
])
export type DemoState = z.infer<typeof DemoState>
