import type { ReactNode } from 'react'

const tones = {
  accent: 'bg-accent-soft text-accent',
  muted: 'bg-raised text-muted',
  good: 'bg-up/14 text-up',
  danger: 'bg-danger/14 text-danger',
}

/** A state in one or two words. */
export function Chip({ tone = 'accent', children }: { tone?: keyof typeof tones; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-[5px] px-1.5 py-0.5 text-xs font-bold whitespace-nowrap ${tones[tone]}`}
    >
      {children}
    </span>
  )
}
