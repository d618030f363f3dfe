import { Cover } from './cover.tsx'

/** A person: the photo, else the name's first letter. */
export function Avatar({
  name,
  id,
  src,
  size = 36,
}: {
  name: string
  id?: string
  src?: string | null
  size?: number
}) {
  if (src) return <Cover id={id ?? name} src={src} size={size} round />
  const first = [...new Intl.Segmenter().segment(name.trim())][0]?.segment ?? '?'
  return (
    <span
      aria-hidden
      className="grid flex-none place-items-center rounded-full bg-[linear-gradient(135deg,oklch(.78_.12_80),oklch(.68_.12_40))] font-bold text-[oklch(.19_.03_75)] select-none"
      style={{ width: size, height: size, fontSize: size * 0.4 }}
    >
      {first.toLocaleUpperCase()}
    </span>
  )
}
