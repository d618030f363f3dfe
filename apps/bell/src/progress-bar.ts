import type { Progress } from './commands.ts'

const width = 32
let drawn = false

/** A bar that draws itself over; where nobody watches, in a log, it would only be noise. */
export function draw(progress: Progress | undefined) {
  if (!process.stdout.isTTY || !progress) return
  const { what, done, total } = progress
  const full = Math.round(Math.min(1, done / Math.max(1, total)) * width)
  const bar = `${'█'.repeat(full)}${'░'.repeat(width - full)}`
  process.stdout.write(`\r\x1b[K  ${bar}  ${done} of ${total} ${what}`)
  drawn = true
}

/** What is printed next begins on a line of its own. */
export function endDrawing() {
  if (drawn) process.stdout.write('\n')
  drawn = false
}
