import { useId, type ReactNode } from 'react'

/** One part of a page: its name at the side where there is room, its content in a panel. */
export function Section(props: {
  title: string
  lead?: string
  /** By which a link leads here: `#devices`. */
  anchor?: string
  children: ReactNode
}) {
  const { title, lead, anchor, children } = props
  const id = useId()
  return (
    <section
      id={anchor}
      aria-labelledby={id}
      className="border-line grid gap-4 border-t py-8 first-of-type:border-0 md:grid-cols-[15rem_1fr] md:gap-8"
    >
      <div>
        <h2 id={id} className="text-base font-bold">
          {title}
        </h2>
        {lead && <p className="text-muted mt-1">{lead}</p>}
      </div>
      <div>{children}</div>
    </section>
  )
}
