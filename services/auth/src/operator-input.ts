import { badRequest } from '@bell/platform/http'
import type { z } from 'zod'

/** What was typed at the command line, as the schema means it. @throws invalid_input (400), naming each field */
export function readInput<Z extends z.ZodType>(schema: Z, input: unknown): z.output<Z> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const errors = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  throw badRequest('invalid_input', errors.map((error) => `${error.path} ${error.message}`.trim()).join('; '), {
    errors,
  })
}
