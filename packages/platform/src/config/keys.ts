import { z } from 'zod'

/**
 * How a key of the schema is given. `internalAddress` is `BELL_INTERNAL_ADDRESS` in the environment,
 * `--internal-address` among the flags, `internalAddress` in the file. A key's meta may name it otherwise:
 * `z.string().meta({ description: 'What it is for', env: 'SERVICES', flag: 'services' })`.
 */
export interface ConfigKey {
  name: string
  env: string
  flag: string
  description: string
  /** What its text is read as. */
  kind: Kind
  required: boolean
  default: unknown
  schema: z.ZodType
}

/** A value as it was given, and by what, for the person who has to find it. */
export interface Given {
  value: unknown
  source: string
}

type Kind = 'text' | 'number' | 'boolean' | 'list' | 'object'

/** The schema's keys, and `config` before them, which names a file of the others. */
export function listKeys(schema: z.ZodObject): ConfigKey[] {
  const config = z.string().optional().describe('a JSON file of these keys, named as here without dashes: "logLevel"')
  return Object.entries({ config, ...schema.shape }).map(([name, field]) => {
    const fieldSchema = field as z.ZodType
    const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    const given = metaOf(fieldSchema)
    const unset = fieldSchema.safeParse(undefined)
    return {
      name,
      env: typeof given.env === 'string' ? given.env : `BELL_${words.replaceAll('-', '_').toUpperCase()}`,
      flag: `--${typeof given.flag === 'string' ? given.flag : words.toLowerCase()}`,
      description: given.description ?? '',
      kind: kindOf(fieldSchema),
      required: !unset.success,
      default: unset.success ? unset.data : undefined,
      schema: fieldSchema,
    }
  })
}

/** Text from the environment or a flag as the value that the schema means; what it cannot be stays text, for zod to refuse. */
export function readText(schema: z.ZodType, text: string): unknown {
  switch (kindOf(schema)) {
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
    case 'boolean':
      if (/^(true|1|yes|on)$/i.test(text)) return true
      return /^(false|0|no|off)$/i.test(text) ? false : text
    case 'list': {
      const item = innermost(schema)
      const parts = text.split(',').flatMap((part) => part.trim() || [])
      return item instanceof z.ZodArray ? parts.map((part) => readText(item.element as z.ZodType, part)) : parts
    }
    case 'object':
      try {
        return JSON.parse(text)
      } catch {
        return text
      }
    case 'text':
      return text
  }
}

function kindOf(schema: z.ZodType): Kind {
  const inner = innermost(schema)
  if (inner instanceof z.ZodNumber) return 'number'
  if (inner instanceof z.ZodBoolean) return 'boolean'
  if (inner instanceof z.ZodArray) return 'list'
  if (inner instanceof z.ZodObject || inner instanceof z.ZodRecord) return 'object'
  return 'text'
}

// A key is text with a default, an optional list, text that a transform turns into something else…
function innermost(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodPipe) {
    const first = schema.in as z.ZodType
    return innermost(first instanceof z.ZodTransform ? (schema.out as z.ZodType) : first)
  }
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodCatch
  ) {
    return innermost(schema.unwrap() as z.ZodType)
  }
  return schema
}

// The description may have been given before or after `.default(…)`: the outermost says it first.
function metaOf(schema: z.ZodType): { description?: string; env?: unknown; flag?: unknown } {
  const own = schema.meta()
  if (own) return own
  const inner = innermost(schema)
  return inner === schema ? {} : (inner.meta() ?? {})
}

/** As the person knows it, whichever way it was given. */
export function nameOf(key: ConfigKey) {
  return `${key.flag} (${key.env})`
}
