import { memo, useState } from 'react'
import { drawingOf } from './drawing.ts'

export interface CoverProps {
  /** Of what is shown; draws the picture where there is none. */
  id: string
  /** ImgBell's address of the picture, without a size; null where there is none. */
  src: string | null | undefined
  /** What is in the picture; without it, it is decoration beside a name. */
  alt?: string
  /** Width in CSS px; undefined fills what surrounds it, `sizes` then says how wide that is. */
  size?: number
  /** As in `<img sizes>`; for a cover without a fixed size. */
  sizes?: string
  /** People are round. */
  round?: boolean
  /** Seen without scrolling: fetched at once. */
  eager?: boolean
  className?: string
}

/** Widths that ImgBell makes; others would be rounded up to one of these. */
const widths = [48, 96, 160, 320, 640, 1280]

/** A square picture: fetched in the size it is shown in, drawn where it is missing or does not arrive. */
export const Cover = memo(function Cover(props: CoverProps) {
  const { id, src, alt = '', size, sizes = '50vw', round = false, eager = false, className = '' } = props
  const [failed, setFailed] = useState<string>()
  const shape = round ? 'rounded-full' : size !== undefined && size <= 72 ? 'rounded-control' : 'rounded-cover'
  const box = size === undefined ? undefined : { width: size, height: size }
  return (
    <span
      className={`bg-raised relative block aspect-square flex-none overflow-hidden ${size === undefined ? 'w-full' : ''} ${shape} ${className}`}
      style={box}
    >
      {src && failed !== src ? (
        <img
          src={at(src, size === undefined ? 320 : wide(size))}
          srcSet={
            size === undefined
              ? widths
                  .slice(2)
                  .map((w) => `${at(src, w)} ${w}w`)
                  .join(', ')
              : `${at(src, wide(size))} 1x, ${at(src, wide(size * 2))} 2x`
          }
          sizes={size === undefined ? sizes : undefined}
          alt={alt}
          width={size}
          height={size}
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          draggable={false}
          onError={() => setFailed(src)}
          className="absolute inset-0 size-full object-cover"
        />
      ) : (
        <DrawnCover id={id} alt={alt} />
      )}
    </span>
  )
})

function DrawnCover({ id, alt }: { id: string; alt: string }) {
  const { ground, shapes } = drawingOf(id)
  return (
    <svg
      viewBox="0 0 100 100"
      preserveAspectRatio="xMidYMid slice"
      className="absolute inset-0 size-full"
      role={alt ? 'img' : undefined}
      aria-label={alt || undefined}
      aria-hidden={alt ? undefined : true}
    >
      <rect width="100" height="100" fill={ground} />
      {shapes.map((shape, place) =>
        'path' in shape ? (
          <path key={place} d={shape.path} fill={shape.fill} />
        ) : (
          <circle key={place} cx={shape.circle[0]} cy={shape.circle[1]} r={shape.circle[2]} fill={shape.fill} />
        ),
      )}
    </svg>
  )
}

function wide(px: number) {
  return widths.find((width) => width >= px) ?? widths.at(-1)!
}

function at(src: string, width: number) {
  return `${src}${src.includes('?') ? '&' : '?'}w=${width}&h=${width}&fit=cover`
}
