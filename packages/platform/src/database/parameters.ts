/** A value that the database cannot hold, or could not give back as it was. */
export class UnfitValue extends Error {
  readonly code: 'text_has_nul' | 'integer_too_large' | 'value_unfit'
  constructor(code: UnfitValue['code'], message: string) {
    super(message)
    this.code = code
  }
}

const beyondInt64 = 2 ** 63

/**
 * Refuses what one of the two dialects would refuse, cut short or round, so that both behave alike: NUL in text,
 * integers outside ±(2^53 − 1) (they could not be read back as numbers), booleans (columns are 0/1) and undefined.
 */
export function checkParameters(parameters: readonly unknown[]) {
  for (let index = 0; index < parameters.length; index++) {
    const value = parameters[index]
    if (typeof value === 'string') {
      if (value.includes('\0'))
        throw new UnfitValue('text_has_nul', 'Text must not contain the character NUL (U+0000).')
    } else if (typeof value === 'number') {
      if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < beyondInt64)
        throw tooLarge(String(value))
    } else if (typeof value === 'bigint') {
      if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER))
        throw tooLarge(String(value))
    } else if (value !== null && !ArrayBuffer.isView(value)) {
      throw new UnfitValue(
        'value_unfit',
        `Parameter ${index + 1} is ${describe(value)}: give text, a number, bytes or null.`,
      )
    }
  }
}

export function tooLarge(value: string) {
  return new UnfitValue('integer_too_large', `The integer ${value} is beyond ±(2^53 − 1) and would not be exact.`)
}

function describe(value: unknown) {
  return typeof value === 'boolean'
    ? 'a boolean (store 0 or 1)'
    : typeof value === 'object'
      ? 'an object'
      : typeof value
}
