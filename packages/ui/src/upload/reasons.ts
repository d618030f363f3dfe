import { ApiProblem } from '../session/api-problem.ts'

/** Why a file did not become what it was to be: a code to decide by, and the texts of the problem that said so. */
export interface Reason {
  code: string
  /** The server's own sentence, for codes that a page has no words for. */
  detail?: string
  [member: string]: string | undefined
}

export function reasonOf(error: unknown): Reason {
  return error instanceof ApiProblem ? reasonIn(error.code, error.body) : { code: 'unknown' }
}

/** @param problem the members of a problem document */
export function reasonIn(code: string, problem: Record<string, unknown>): Reason {
  const texts = Object.entries(problem).filter(([, text]) => typeof text === 'string')
  return { ...Object.fromEntries(texts), code }
}

/** 0 where there was no answer; an error of our own is none that patience helps with. */
export function statusOf(error: unknown): number {
  return error instanceof ApiProblem ? error.status : 400
}
