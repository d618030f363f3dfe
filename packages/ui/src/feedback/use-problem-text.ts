import { useKitWords } from '../i18n/kit-words.ts'
import { ApiProblem } from '../session/api-problem.ts'

/**
 * Turns whatever was thrown into a sentence for people. `known` has the app's own sentences by the problem's code, in
 * the page's language; for any other code the server's sentence is shown as it is.
 */
export function useProblemText(known: Readonly<Record<string, string>> = {}): (error: unknown) => string {
  const say = useKitWords()
  return (error) => {
    if (!(error instanceof ApiProblem)) return say('error.unknown')
    const { code, status, detail } = error
    if (known[code] !== undefined) return known[code]
    if (code === 'network') return say('error.network')
    if (code === 'rate_limited') return say('error.rateLimited')
    if (code === 'storage_full') return say('error.storageFull')
    if (code === 'read_only') return say('error.readOnly')
    // The page has just been given a new token, and that is refused too: a clock is wrong there.
    if (code === 'token_expired' || code === 'invalid_token') return say('error.unknown')
    if (status === 401) return say('error.signedOut')
    if (status >= 500) return say('error.unknown')
    return detail ?? say('error.status', { status })
  }
}
