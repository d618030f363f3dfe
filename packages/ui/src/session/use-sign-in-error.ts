import { useEffect } from 'react'
import { toast } from '../feedback/toast.ts'
import { useKitWords } from '../i18n/kit-words.ts'

/** Says why a sign-in failed: the server sends the browser back to `/?signInError=code`. */
export function useSignInError() {
  const say = useKitWords()
  useEffect(() => {
    const address = new URL(location.href)
    const code = address.searchParams.get('signInError')
    if (code === null) return
    address.searchParams.delete('signInError')
    history.replaceState(history.state, '', address)
    const text = { login_expired: 'signInError.expired', access_denied: 'signInError.denied' } as const
    toast(say(text[code as keyof typeof text] ?? 'signInError.other'), { tone: 'error', id: 'sign-in-error' })
  }, [say])
}
