import { useState } from 'react'
import { usePicturesOrigin } from '../brand/family.ts'
import { noPictureOf, usePictureState } from './person-pictures.ts'

/** Widths that ImgBell makes. */
const widths = [48, 96, 160, 320]

interface AvatarProps {
  name: string
  /** The person's; without it there is no picture to look for. */
  id?: string
  /** Width in CSS px. */
  size?: number
  /** Told whether there is a picture, once that is known. */
  onPicture?: (there: boolean) => void
}

/** A person: their picture at ImgBell, above the name's first letter, which stays where there is none. */
export function Avatar({ name, id, size = 36, onPicture }: AvatarProps) {
  const origin = usePicturesOrigin()
  const state = usePictureState(id)
  const [shown, setShown] = useState<string>()
  const first = [...new Intl.Segmenter().segment(name.trim())][0]?.segment ?? '?'
  const width = widths.find((one) => one >= size * 2) ?? widths.at(-1)!
  const src =
    origin && id !== undefined && state !== undefined
      ? `${origin}/api/people/${id}/picture?w=${width}${state > 0 ? `&v=${state}` : ''}`
      : undefined
  return (
    <span
      aria-hidden
      className="relative grid flex-none place-items-center overflow-hidden rounded-full bg-[linear-gradient(135deg,oklch(.78_.12_80),oklch(.68_.12_40))] font-bold text-[oklch(.19_.03_75)] select-none"
      style={{ width: size, height: size, fontSize: size * 0.4 }}
    >
      {first.toLocaleUpperCase()}
      {src && (
        <img
          key={src}
          src={src}
          alt=""
          width={size}
          height={size}
          loading="lazy"
          decoding="async"
          draggable={false}
          onLoad={() => {
            setShown(src)
            onPicture?.(true)
          }}
          onError={() => {
            if (id !== undefined) noPictureOf(id)
            onPicture?.(false)
          }}
          className={`absolute inset-0 size-full object-cover ${shown === src ? '' : 'opacity-0'}`}
        />
      )}
    </span>
  )
}
