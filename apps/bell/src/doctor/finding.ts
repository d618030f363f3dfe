import { AppError } from '@bell/platform/http'

/** What the doctor says of one part. */
export interface Finding {
  state: 'good' | 'mended' | 'poor' | 'broken'
  part: string
  found: string
  /** What to do, in one sentence; '' where there is nothing to do. */
  remedy: string
}

export type Check = () => Promise<Finding[]>

/** A check that fails, or takes longer than that, is a finding too. In milliseconds. */
const longestMs = 30_000

export const good = (part: string, found: string): Finding => ({ state: 'good', part, found, remedy: '' })

/** Runs a check; what keeps it from being done is what it found. */
export async function examine(part: string, remedy: string, check: Check): Promise<Finding[]> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('It does not answer.')), longestMs)
  })
  try {
    return await Promise.race([check(), tooLong])
  } catch (error) {
    return [{ state: 'broken', part, found: messageOf(error), remedy }]
  } finally {
    clearTimeout(timer)
  }
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  if (error instanceof AppError && error.code !== 'storage_unavailable') return error.detail
  const cause = error.cause === undefined ? '' : ` (${messageOf(error.cause)})`
  return error.message + cause
}

export const inMs = (ms: number) => `${ms.toFixed(1)} ms`
export const inMiB = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(1)} MiB`

/** Tokens and signed addresses are judged by the clocks of several machines. */
export function clockFinding(part: string, aheadMs: number): Finding[] {
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  if (seconds < 5) return []
  const found = `its clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this one`
  return [{ state: seconds < 60 ? 'poor' : 'broken', part, found, remedy: 'Set both machines’ clocks by NTP.' }]
}
