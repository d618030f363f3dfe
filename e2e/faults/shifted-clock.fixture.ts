// Loaded into a program by NODE_OPTIONS=--import: its clock is off by as many milliseconds as the file says that
// BELL_CLOCK_FILE names, from a moment after it says so.
import { readFileSync } from 'node:fs'

const RightDate = Date
const file = process.env['BELL_CLOCK_FILE']!
let shift = read()
setInterval(() => (shift = read()), 50).unref()

function read() {
  return Number(readFileSync(file, 'utf8'))
}

class ShiftedDate extends RightDate {
  constructor(...given: unknown[]) {
    // @ts-expect-error -- whatever Date takes
    super(...(given.length === 0 ? [ShiftedDate.now()] : given))
  }

  static override now() {
    return RightDate.now() + shift
  }
}

globalThis.Date = ShiftedDate as DateConstructor
