import {
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  WebAuthnAbortService,
  WebAuthnError,
} from '@simplewebauthn/browser'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { openApi } from '../open-api.ts'
import { codeOf } from '../problems.ts'
import { passkeySupport } from './passkey-support.ts'

type Options = Parameters<typeof startAuthentication>[0]['optionsJSON']

interface Attempt {
  /** Passkeys stand among what the browser offers for the e-mail field; else it asks in a window of its own. */
  offered: boolean
  /** Bring the account back, where one had deleted it oneself. */
  keep?: boolean
}

interface How {
  /** Others use this computer, too. */
  shared: boolean
  /** Whether passkeys stand among what the browser offers for the e-mail field. */
  isOffered: boolean
  onAttempt: () => void
  /** Called for what went wrong, apart from what the person broke off in the field; `keep` tries it again. */
  onError: (error: unknown, keep: () => void) => void
}

/** Signs in with a passkey: offered in the e-mail field, or asked for. */
export function usePasskeySignIn(uid: string, { shared, isOffered, onAttempt, onError }: How) {
  const [round, setRound] = useState(0)
  // What is offered waits long; what counts is what is ticked when a passkey is chosen.
  const isShared = useRef(shared)
  useEffect(() => {
    isShared.current = shared
  }, [shared])
  const attempt = useMutation({
    mutationFn: (how: Attempt) => signIn(uid, how, () => isShared.current),
    onSuccess: ({ redirectTo }) => location.assign(redirectTo),
    onError(error, { offered }) {
      // What is asked for takes the place of what is offered.
      if (offered && error instanceof WebAuthnError) return
      onError(error, () => ask(true))
      if (!offered || codeOf(error) === 'passkey_unknown') setRound((n) => n + 1)
    },
  })
  const { mutate } = attempt

  useEffect(() => {
    if (!isOffered || passkeySupport() !== 'yes') return
    let isGone = false
    void browserSupportsWebAuthnAutofill().then((works) => works && !isGone && mutate({ offered: true }))
    return () => {
      isGone = true
      WebAuthnAbortService.cancelCeremony()
    }
  }, [mutate, isOffered, round])

  function ask(keep = false) {
    onAttempt()
    mutate({ offered: false, keep })
  }
  return { ask, isBusy: (attempt.isPending && !attempt.variables.offered) || attempt.isSuccess }
}

async function signIn(uid: string, { offered, keep = false }: Attempt, isShared: () => boolean) {
  const params = { path: { uid } }
  const options = (await openApi.POST('/interaction/{uid}/passkey/options', { params })).data!
  const optionsJSON = options as unknown as Options
  const response = await startAuthentication({ optionsJSON, useBrowserAutofill: offered })
  return (await openApi.POST('/interaction/{uid}/passkey', { params, body: { response, keep, shared: isShared() } }))
    .data!
}
