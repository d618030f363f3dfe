import { Button } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { ApiProblem } from '@bell/ui/session'
import { useWords } from '../i18n/words.ts'
import { FormAlert } from '../shell/form-alert.tsx'

export interface DeletedAccountInfo {
  /** ISO instant. */
  goneAt: string
  byOneself: boolean
}

/** What a sign-in says of an account that was deleted and whose password was right; undefined of any other. */
export function deletedAccountOf(error: unknown): DeletedAccountInfo | undefined {
  if (!(error instanceof ApiProblem) || error.code !== 'account_deleted') return undefined
  return { goneAt: String(error.body['goneAt']), byOneself: error.body['byOneself'] === true }
}

interface Props {
  account: DeletedAccountInfo
  busy: boolean
  problem: string | undefined
  onKeep: () => void
  onLeave: () => void
}

/** Asks whether to keep an account, or says who could bring it back. */
export function DeletedAccount({ account: { goneAt, byOneself }, busy, problem, onKeep, onLeave }: Props) {
  const say = useWords()
  const date = useFormats().date(goneAt)
  return (
    <div className="grid gap-5">
      <div role="alert" className="bg-raised rounded-panel grid gap-1 p-4">
        <p className="font-semibold">{say('deleting.willBe', { date })}</p>
        <p className="text-muted">{say(byOneself ? 'deleting.keepIt' : 'deleting.askThem')}</p>
      </div>
      <FormAlert>{problem}</FormAlert>
      <div className="flex flex-wrap gap-3">
        {byOneself && (
          <Button autoFocus busy={busy} onClick={onKeep}>
            {say('deleting.keep')}
          </Button>
        )}
        <Button autoFocus={!byOneself} variant="quiet" onClick={onLeave}>
          {say(byOneself ? 'deleting.leave' : 'deleting.back')}
        </Button>
      </div>
    </div>
  )
}
