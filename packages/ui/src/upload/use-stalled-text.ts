import { useKitWords } from '../i18n/kit-words.ts'
import { useSession } from '../session/use-session.ts'

/** What a file waits for that does not get through. */
export function useStalledText() {
  const say = useKitWords()
  const { readOnly } = useSession()
  return say(readOnly ? 'upload.stalledReadOnly' : 'upload.stalled')
}
