import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Button } from '../controls/button.tsx'
import { useKitWords } from '../i18n/kit-words.ts'
import { useSession } from './use-session.ts'

/** Says that the session has ended, and offers to sign in again. */
export function SessionEnded() {
  const { status, session, signIn } = useSession()
  const say = useKitWords()
  return (
    <AlertDialog.Root open={status === 'ended'} onOpenChange={(open) => !open && session.dismissEnd()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="bg-scrim fixed inset-0 z-40" />
        <AlertDialog.Popup className="floating rounded-panel fixed top-1/2 left-1/2 z-50 w-[min(26rem,calc(100vw-2rem))] -translate-1/2 p-6">
          <AlertDialog.Title className="text-lg font-bold">{say('ended.title')}</AlertDialog.Title>
          <AlertDialog.Description className="text-muted mt-2">{say('ended.text')}</AlertDialog.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <Button variant="quiet" onClick={() => session.dismissEnd()}>
              {say('ended.stay')}
            </Button>
            <Button onClick={() => signIn()}>{say('signIn')}</Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
