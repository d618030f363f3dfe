import type { ReactNode } from 'react'

/** A key, as it stands on the keyboard. */
export function Kbd({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={`border-line text-muted rounded-[5px] border px-1.5 font-sans text-xs whitespace-nowrap ${className}`}
    >
      {children}
    </kbd>
  )
}
