import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'

const folder = process.env.STATEMENTS_FOLDER
const known = new Set<string>()

/** What a test of a service asks PostgreSQL, for whoever looks at the plans afterwards (STATEMENTS_FOLDER). */
export interface RecordedStatement {
  service: string
  text: string
}

/** @returns what to tell of each statement; undefined where nobody wants to know, or no service asks */
export function recordStatements() {
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, folder ? 50 : 0)
  const service = /services[\\/](\w+)[\\/]/.exec(expect.getState().testPath ?? '')?.[1]
  if (!folder || !service) return undefined
  return (text: string) => {
    // Begin, commit and what makes tables have no plan.
    if (!/^\s*(select|insert|update|delete|with)\b/i.test(text)) return
    if (isOfTest(new Error().stack ?? '')) return
    const line = JSON.stringify({ service, text } satisfies RecordedStatement)
    if (known.has(line)) return
    known.add(line)
    appendFileSync(join(folder, `${process.pid}.jsonl`), `${line}\n`)
  }
}

/** Tests look into tables as the program never does. Who asks is the first that is neither a library nor our port. */
function isOfTest(stack: string) {
  const caller = stack
    .split('\n')
    .find((line) => /\.tsx?:\d/.test(line) && !/node_modules|platform[\\/]src[\\/](database|test-kit)/.test(line))
  return caller !== undefined && /\.(test|fixture)\.ts:/.test(caller)
}
