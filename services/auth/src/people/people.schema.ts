import { page, PageQuery } from '@bell/platform/http'
import { z } from 'zod'
import { RoleName } from '../accounts/accounts.schema.ts'

/**
 * An account as those see it who look after the people. `disabledAt` is null while it can be used; `goneAt` is when a
 * deleted one cannot be brought back any more, else null.
 */
export const Person = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: RoleName,
  disabledAt: z.iso.datetime().nullable(),
  goneAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
})
export type Person = z.infer<typeof Person>
export const PersonPage = page(Person)
/** `q` is looked for in names and e-mail addresses. */
export const PeopleQuery = PageQuery.extend({ q: z.string().trim().min(1).max(200).optional() })
/** How a person signs in and where they are signed in. */
export const PersonDetails = Person.extend({
  lastSignInAt: z.iso.datetime().nullable(),
  /** Browsers that are signed in now. */
  sessions: z.int(),
  passkeys: z.int(),
  hasSecondFactor: z.boolean(),
})
export const PersonParams = z.object({ personId: z.uuid() })
export const PersonChange = z.object({ role: RoleName.optional(), disabled: z.boolean().optional() })
export type PersonChange = z.infer<typeof PersonChange>

/** Where a page ended: milliseconds UTC, then the id that breaks ties. */
export const PersonCursor = z.tuple([z.int(), z.uuid()])
