import type { ReactNode } from 'react'

/** The head of a page: its title, what belongs right beside it (tabs), and at the far end what one can do. */
export function PageHead(props: { title: ReactNode; beside?: ReactNode; actions?: ReactNode; lead?: ReactNode }) {
  return (
    <header className="mt-5.5 mb-5 grid gap-2">
      <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-3 pointer-coarse:min-h-11">
        <h1 className="text-xl font-[750]">{props.title}</h1>
        {props.beside}
        {props.actions && <div className="ml-auto flex flex-wrap items-center gap-3">{props.actions}</div>}
      </div>
      {props.lead && <p className="text-muted max-w-prose">{props.lead}</p>}
    </header>
  )
}
