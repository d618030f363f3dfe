import { useEffect, useId, useRef } from 'react'
import { Button } from '../controls/button.tsx'
import { useKitWords } from '../i18n/kit-words.ts'
import { useSession } from './use-session.ts'
import { useSignInError } from './use-sign-in-error.ts'

/** Says that the session has ended, and offers to sign in again. The browser's own dialog: it is there without a fetch. */
export function SessionEnded() {
  const { status, session, signIn } = useSession()
  const say = useKitWords()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const again = useRef<HTMLButtonElement>(null)
  useSignInError()
  useEffect(() => {
    if (status !== 'ended') return
    dialog.current?.showModal()
    again.current?.focus()
  }, [status])
  if (status !== 'ended') return null
  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onClose={() => session.dismissEnd()}
      className="floating rounded-panel bg-surface! backdrop:bg-scrim text-text m-auto w-[min(26rem,calc(100vw-2rem))] p-6"
    >
      <h2 id={`${id}-title`} className="text-lg font-bold">
        {say('ended.title')}
      </h2>
      <p id={`${id}-text`} className="text-muted mt-2">
        {say('ended.text')}
      </p>
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button variant="quiet" onClick={() => session.dismissEnd()}>
          {say('ended.stay')}
        </Button>
        <Button ref={again} onClick={() => signIn()}>
          {say('signIn')}
        </Button>
      </div>
    </dialog>
  )
}
