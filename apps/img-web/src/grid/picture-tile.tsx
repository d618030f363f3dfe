import { Checkbox } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { Link, type LinkProps } from '@tanstack/react-router'
import { useState, type ComponentProps } from 'react'
import type { Picture } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { pictureName } from '../pictures/picture-name.ts'

interface PictureTileProps extends Omit<ComponentProps<'li'>, 'children'> {
  picture: Picture
  /** px */
  width: number
  height: number
  link: LinkProps
  /** It is in the tab order; the others are reached from it by the arrow keys. */
  reachable: boolean
  /** Undefined where nothing can be chosen. */
  chosen: boolean | undefined
  /** Some are chosen: a click chooses. */
  choosing: boolean
  onChoose: (range: boolean) => void
  /** Its address was refused. */
  onStale: () => void
  describedBy: string | undefined
}

/** A picture of a grid: opens it, and can be chosen. */
export function PictureTile(props: PictureTileProps) {
  const {
    picture,
    width,
    height,
    link,
    reachable,
    chosen,
    choosing,
    onChoose,
    onStale,
    describedBy,
    className = '',
    ...item
  } = props
  const say = useWords()
  const formats = useFormats()
  const [shown, setShown] = useState(false)
  const name = pictureName(picture, say, formats)
  return (
    <li {...item} className={`group absolute ${className}`} data-picture={picture.id}>
      <Link
        {...link}
        resetScroll={false}
        state={{ fromGrid: true }}
        draggable={false}
        tabIndex={reachable ? 0 : -1}
        aria-describedby={describedBy}
        onClick={(event) => {
          if (chosen === undefined || !(choosing || event.shiftKey || event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          onChoose(event.shiftKey)
        }}
        className={`rounded-control relative block overflow-hidden transition-[padding] [-webkit-touch-callout:none] select-none focus-visible:outline-offset-3 ${chosen ? 'ring-accent ring-3' : ''}`}
        style={{ width, height, backgroundColor: picture.color }}
      >
        <img
          src={picture.urls.small}
          srcSet={srcSetOf(picture)}
          sizes={`${Math.ceil(width)}px`}
          alt={name}
          draggable={false}
          decoding="async"
          onLoad={() => setShown(true)}
          onError={onStale}
          className={`size-full object-cover transition-opacity duration-200 ${shown ? '' : 'opacity-0'}`}
        />
        {picture.title && (
          <span
            aria-hidden
            className="pointer-events-none absolute inset-x-0 bottom-0 truncate bg-[linear-gradient(transparent,oklch(0_0_0/.75))] px-2.5 pt-6 pb-2 text-xs font-medium text-[white] opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100"
          >
            {picture.title}
          </span>
        )}
      </Link>
      {chosen !== undefined && (
        <div
          className={`bg-surface/80 absolute top-1.5 left-1.5 rounded-full transition-opacity ${choosing ? '' : 'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:hidden'}`}
        >
          <Checkbox
            label={say('grid.choose', { name })}
            checked={chosen}
            tabIndex={reachable ? 0 : -1}
            onCheckedChange={(_on, range) => onChoose(range)}
          />
        </div>
      )}
    </li>
  )
}

/** Each size is said to be as wide as it was asked for, and none wider than the picture is. */
export function srcSetOf({ urls, width }: Picture): string {
  const sizes = [
    [urls.small, 320],
    [urls.medium, 640],
    [urls.large, 1920],
  ] as const
  return sizes
    .filter((_, at) => at === 0 || width > sizes[at - 1]![1])
    .map(([url, wide]) => `${url} ${Math.min(wide, width)}w`)
    .join(', ')
}
