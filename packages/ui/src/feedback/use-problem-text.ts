import { useKitWords } from '../i18n/kit-words.ts'
import { ApiProblem } from '../session/api-problem.ts'

/** Turns whatever was thrown into a sentence for people. */
export function useProblemText(): (error: unknown) => string {
  const say = useKitWords()
  return (error) => {
    if (!(error instanceof ApiProblem)) return say('error.unknown')
    if (error.code === 'network') return say('error.network')
    if (error.status >= 500) return say('error.unknown')
    return error.detail ?? say('error.status', { status: error.status })
  }
}
