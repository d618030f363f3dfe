import type { CSSProperties, ReactNode } from 'react'

interface PageHeroProps {
  /** The cover or the photo. */
  picture: ReactNode
  title: ReactNode
  /** What kind of thing it is, above the title. */
  kind?: ReactNode
  /** What stands in the picture most, #rrggbb: shades the ground behind the head, never its text. */
  tint?: string | null
  /** Whose, when, how much. */
  children?: ReactNode
  actions?: ReactNode
}

/** The head of a page about one thing: its picture, its name, what one can do with it. */
export function PageHero({ picture, title, kind, tint, children, actions }: PageHeroProps) {
  return (
    <header
      style={tint ? ({ '--tint': tint } as CSSProperties) : undefined}
      className={`-mx-4 flex flex-wrap items-end gap-x-8 gap-y-5 px-4 py-6 md:-mx-8 md:px-8 ${tint ? 'tinted' : ''}`}
    >
      {picture}
      <div className="min-w-0 flex-1 basis-72">
        {kind && <p className="text-muted mb-1 text-xs font-semibold">{kind}</p>}
        <h1 className="text-xl font-[750] text-balance md:text-2xl">{title}</h1>
        {children}
        {actions && <div className="mt-5 flex flex-wrap items-center gap-3">{actions}</div>}
      </div>
    </header>
  )
}
