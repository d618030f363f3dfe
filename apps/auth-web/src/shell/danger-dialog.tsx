import { Button, Dialog } from '@bell/ui'
import type { ReactNode } from 'react'
import { useProblem } from '../problems.ts'
import { FormAlert } from './form-alert.tsx'

interface DangerDialogProps {
  title: string
  description: string
  /** What the two buttons say. */
  keep: string
  confirm: string
  /** What is asked for; it says itself what is done once it is done. */
  action: { isPending: boolean; error: unknown }
  disabled?: boolean
  onConfirm: () => Promise<unknown>
  onClose: () => void
  children?: ReactNode
}

/** Says what something does that cannot be taken back, before it is done. */
export function DangerDialog({ title, description, keep, confirm, action, ...props }: DangerDialogProps) {
  const { disabled = false, onConfirm, onClose, children } = props
  const problem = useProblem()
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {keep}
          </Button>
          <Button
            variant="danger"
            busy={action.isPending}
            disabled={disabled}
            // What goes wrong is told above.
            onClick={() => void onConfirm().catch(() => undefined)}
          >
            {confirm}
          </Button>
        </>
      }
    >
      <div className="grid gap-4 pb-2">
        {children}
        <FormAlert>{action.error ? problem(action.error) : undefined}</FormAlert>
      </div>
    </Dialog>
  )
}
