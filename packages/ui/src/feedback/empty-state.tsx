import type { ReactNode } from 'react'

/** Nothing is here yet, and what to do about it. */
export function EmptyState(props: { icon?: ReactNode; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-2 px-4 py-12 text-center">
      {props.icon && <span className="text-muted mb-2 [&_svg]:size-10 [&_svg]:stroke-[1.25]">{props.icon}</span>}
      <h2 className="text-lg font-bold">{props.title}</h2>
      {props.children && <div className="text-muted max-w-prose">{props.children}</div>}
      {props.action && <div className="mt-4 flex flex-wrap justify-center gap-3">{props.action}</div>}
    </div>
  )
}
