import { toast } from '../feedback/toast.ts'
import { useKitWords } from '../i18n/kit-words.ts'
import { useSession } from './use-session.ts'

/** Signs out, and says so where that did not work: whoever walks away then is still signed in. @returns whether it did */
export function useSignOut() {
  const { signOut } = useSession()
  const say = useKitWords()
  return async () => {
    try {
      await signOut()
      return true
    } catch {
      toast(say('signOutFailed'), { id: 'sign-out', tone: 'error' })
      return false
    }
  }
}
