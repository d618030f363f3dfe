import { ApiProblem } from '@bell/ui/session'
import { useProblem } from '../problems.ts'

/** What is wrong with a form of an app, and at which field; `field` is undefined where it is none of them. */
export function useClientProblem() {
  const problem = useProblem()
  return (error: unknown) => {
    if (!error) return undefined
    const path = error instanceof ApiProblem ? error.errors[0]?.path : undefined
    return { field: path?.split('.')[0], text: problem(error) }
  }
}
