import type { Visibility } from './images.schema.ts'

/** Visibilities by the number that storage has for them. */
export const audiences = ['private', 'members', 'public'] as const satisfies Visibility[]
