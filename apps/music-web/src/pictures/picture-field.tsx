import { Button, Cover } from '@bell/ui'
import { ImageUp, Trash2 } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { usePictureDrop } from './use-picture-drop.ts'

/** A picture that is chosen, that is to be taken away (null), or that stays as it is (undefined). */
export type ChosenPicture = File | null | undefined

interface PictureFieldProps {
  label: string
  /** Of what the picture shows, as in Cover. */
  id: string
  src: string | null
  chosen: ChosenPicture
  onChoose: (chosen: ChosenPicture) => void
  round?: boolean
}

/** Shows the picture as it will be seen; another is chosen or dropped on it. */
export function PictureField({ label, id, src, chosen, onChoose, round = false }: PictureFieldProps) {
  const say = useWords()
  const inputId = useId()
  const preview = usePreview(chosen)
  const { over, target } = usePictureDrop(onChoose)
  const shown = chosen === null ? null : src
  return (
    <div className="flex flex-wrap items-center gap-4" {...target}>
      <span className={`${round ? 'rounded-full' : 'rounded-cover'} ${over ? 'outline-accent outline-2' : ''} block`}>
        {preview ? (
          <img
            src={preview}
            alt={label}
            className={`size-24 object-cover ${round ? 'rounded-full' : 'rounded-cover'}`}
          />
        ) : (
          <Cover id={id} src={shown} size={96} round={round} alt={label} eager />
        )}
      </span>
      <div className="grid flex-1 basis-44 justify-items-start gap-2">
        <div className="flex flex-wrap gap-2">
          <input
            id={inputId}
            type="file"
            accept="image/jpeg,image/png,image/webp,image/avif,image/gif"
            aria-label={label}
            className="hidden"
            onChange={(event) => {
              const picture = event.target.files?.[0]
              if (picture) onChoose(picture)
              // Choosing the same file again is to be heard of again.
              event.target.value = ''
            }}
          />
          <Button
            variant="quiet"
            size="sm"
            icon={<ImageUp className="!size-4" />}
            onClick={() => document.getElementById(inputId)?.click()}
          >
            {say('picture.choose')}
          </Button>
          {(preview ?? shown) && (
            <Button
              variant="plain"
              size="sm"
              icon={<Trash2 className="!size-4" />}
              onClick={() => onChoose(src === null ? undefined : null)}
            >
              {say('picture.remove')}
            </Button>
          )}
        </div>
        <p className="text-muted text-xs">{say('picture.hint')}</p>
      </div>
    </div>
  )
}

/** An address of a chosen file for as long as it is shown. */
function usePreview(chosen: ChosenPicture): string | undefined {
  const [address, setAddress] = useState<string>()
  useEffect(() => {
    if (!chosen) return setAddress(undefined)
    const made = URL.createObjectURL(chosen)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [chosen])
  return address
}
