import { createContext, use } from 'react'

/** Does the work; where the server wants it, after one has shown that it is oneself. @throws NotConfirmed */
export type Confirmed = <T>(work: () => Promise<T>) => Promise<T>

/** The person thought better of it. */
export class NotConfirmed extends Error {}

export const ConfirmationContext = createContext<Confirmed | undefined>(undefined)

export function useConfirmed(): Confirmed {
  const confirmed = use(ConfirmationContext)
  if (!confirmed) throw new Error('useConfirmed needs a ConfirmationScope around it')
  return confirmed
}
