import { Globe, Link as LinkIcon, Music2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { LinkKind } from './link-kind.ts'

/** Plain drawings that say which site it is, in the colour of the text; not the sites' marks. */
const drawings: Partial<Record<LinkKind, ReactNode>> = {
  youtube: (
    <>
      <rect x="2" y="5" width="20" height="14" rx="4" />
      <path d="m10 9 5 3-5 3z" fill="currentColor" />
    </>
  ),
  instagram: (
    <>
      <rect x="3" y="3" width="18" height="18" rx="5" />
      <circle cx="12" cy="12" r="4" />
      <circle cx="17" cy="7" r="0.6" fill="currentColor" />
    </>
  ),
  x: <path d="m4 4 16 16M20 4 4 20" />,
  soundcloud: <path d="M3 13v4M6 10v7M9 8v9M12 17h6.5a3.5 3.5 0 0 0 .3-7A6 6 0 0 0 12 6.2z" />,
  bandcamp: <path d="M8 6h14l-6 12H2z" fill="currentColor" />,
  spotify: (
    <>
      <circle cx="12" cy="12" r="10" />
      <path d="M6.5 9.2c4-1.2 8-.8 11.5 1M7.2 12.5c3.3-1 6.5-.6 9.3.9M8 15.6c2.600-.7 5-.4 7.2.7" />
    </>
  ),
}

export function SiteIcon({ kind, size = 18 }: { kind: LinkKind; size?: number }) {
  if (kind === 'website') return <Globe aria-hidden size={size} />
  if (kind === 'apple-music') return <Music2 aria-hidden size={size} />
  if (!drawings[kind]) return <LinkIcon aria-hidden size={size} />
  return (
    <svg
      aria-hidden
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="flex-none"
    >
      {drawings[kind]}
    </svg>
  )
}
