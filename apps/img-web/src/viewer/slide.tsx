import { useFormats } from '@bell/ui/i18n'
import type { CSSProperties } from 'react'
import type { Picture } from '../api/shapes.ts'
import { srcSetOf } from '../grid/picture-tile.tsx'
import { useWords } from '../i18n/words.ts'
import { pictureName } from '../pictures/picture-name.ts'
import { useFullSize } from './use-full-size.ts'
import { fit, whole, type Size, type View } from './zoom.ts'

interface SlideProps {
  picture: Picture
  stage: Size
  /** How the picture lies; undefined where it is not the one that is looked at. */
  view: View | undefined
  style: CSSProperties
  className: string
  onStale: () => void
}

/** One picture, as large as fits; its small size stands in until the large one is there. */
export function Slide({ picture, stage, view = whole, style, className, onStale }: SlideProps) {
  const say = useWords()
  const formats = useFormats()
  const { width, height } = fit(picture, stage)
  const full = useFullSize(picture, view.scale > 1.2)
  const box = {
    width,
    height,
    backgroundColor: picture.color,
    backgroundImage: `url("${picture.urls.small}")`,
    transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
  }
  return (
    <div className={`absolute inset-0 grid place-items-center ${className}`} style={style}>
      <div className="relative bg-cover bg-center" style={box}>
        <img
          src={picture.urls.large}
          srcSet={srcSetOf(picture)}
          sizes={`${Math.ceil(width)}px`}
          alt={pictureName(picture, say, formats)}
          draggable={false}
          decoding="async"
          onError={onStale}
          className="absolute inset-0 size-full"
        />
        {full && <img src={full} alt="" draggable={false} decoding="async" className="absolute inset-0 size-full" />}
      </div>
    </div>
  )
}
