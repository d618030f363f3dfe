import type { CSSProperties, ReactNode } from 'react'
import { Skeleton } from '../feedback/skeleton.tsx'

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

const frameClass = '-mx-4 flex flex-wrap items-end gap-x-8 gap-y-5 px-4 py-6 md:-mx-8 md:px-8'
const besideClass = 'min-w-0 flex-1 basis-72'

/** The head of a page about one thing: its picture, its name, what one can do with it. */
export function PageHero({ picture, title, kind, tint, children, actions }: PageHeroProps) {
  return (
    <header
      style={tint ? ({ '--tint': tint } as CSSProperties) : undefined}
      className={`${frameClass} ${tint ? 'tinted' : ''}`}
    >
      {picture}
      <div className={besideClass}>
        {kind && <p className="text-muted mb-1 text-xs font-semibold">{kind}</p>}
        <h1 className="text-xl font-[750] md:text-2xl">{title}</h1>
        {children}
        {actions && <div className="mt-5 flex flex-wrap items-center gap-3">{actions}</div>}
      </div>
    </header>
  )
}

/** In place of a head that is on its way. `picture` is the shape of its picture. */
export function PageHeroSkeleton({ picture }: { picture: string }) {
  return (
    <div aria-hidden className={frameClass}>
      <Skeleton className={picture} />
      <div className={besideClass}>
        <Skeleton className="mb-2 h-3 w-12" />
        <Skeleton className="h-9 w-72 max-w-full md:h-11" />
        <Skeleton className="mt-3 h-4 w-32" />
        <Skeleton className="mt-2 h-3.5 w-44" />
        <div className="mt-5 flex gap-3">
          <Skeleton className="h-10 w-32 !rounded-full" />
          <Skeleton className="h-10 w-28 !rounded-full" />
        </div>
      </div>
    </div>
  )
}
