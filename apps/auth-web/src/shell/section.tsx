import { useId, type ReactNode } from 'react'

/** One part of a page: its name at the side where there is room, its content in a panel. */
export function Section({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const id = useId()
  return (
    <section
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
