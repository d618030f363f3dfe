import { useEffect, useState } from 'react'

/** The secret behind the # of this page's address, which it then leaves: it is not to stand in the history. */
export function useSecretFragment(): string {
  const [secret] = useState(() => decodeURIComponent(location.hash.slice(1)))
  useEffect(() => {
    history.replaceState(history.state, '', location.pathname + location.search)
  }, [])
  return secret
}
