import { useCallback, useState, type ReactNode } from 'react'
import { codeOf } from '../problems.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { ConfirmationContext, NotConfirmed, type Confirmed } from './confirmed.ts'

/** Lets what is inside do things that want one to show that it is oneself; asks for that where the server does. */
export function ConfirmationScope({ email, children }: { email: string; children: ReactNode }) {
  const [asking, setAsking] = useState<{ answer: (isConfirmed: boolean) => void }>()

  const confirmed: Confirmed = useCallback(async (work) => {
    try {
      return await work()
    } catch (error) {
      if (codeOf(error) !== 'confirmation_required') throw error
    }
    const isConfirmed = await new Promise<boolean>((answer) => setAsking({ answer }))
    setAsking(undefined)
    if (!isConfirmed) throw new NotConfirmed()
    return work()
  }, [])

  return (
    <ConfirmationContext value={confirmed}>
      {children}
      {asking && <ConfirmDialog email={email} onAnswer={asking.answer} />}
    </ConfirmationContext>
  )
}
