import type { ReactNode } from 'react'

/** Nothing is here yet, and what to do about it. `level` 1 where it is all that the page has. */
export function EmptyState(props: {
  icon?: ReactNode
  title: string
  level?: 1 | 2
  children?: ReactNode
  action?: ReactNode
}) {
  const Heading = props.level === 1 ? 'h1' : 'h2'
  return (
    <div className="grid justify-items-center gap-2 px-4 py-12 text-center">
      {props.icon && <span className="text-muted mb-2 [&_svg]:size-10 [&_svg]:stroke-[1.25]">{props.icon}</span>}
      <Heading className="text-lg font-bold">{props.title}</Heading>
      {props.children && <div className="text-muted max-w-prose text-balance">{props.children}</div>}
      {props.action && <div className="mt-4 flex flex-wrap justify-center gap-3">{props.action}</div>}
    </div>
  )
}
