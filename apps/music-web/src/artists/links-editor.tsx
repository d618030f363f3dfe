import { Button, IconButton, TextField } from '@bell/ui'
import { Plus, X } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { completeAddress, kindOfLink, siteNames } from './link-kind.ts'
import { SiteIcon } from './site-icon.tsx'

export const mostLinks = 20

interface LinksEditorProps {
  addresses: string[]
  onChange: (addresses: string[]) => void
  /** By the place of the address. */
  errors: Record<number, string>
}

/** Addresses, one a line; which site each leads to shows while one types. */
export function LinksEditor({ addresses, onChange, errors }: LinksEditorProps) {
  const say = useWords()
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-semibold">{say('artist.links')}</legend>
      {addresses.map((address, index) => {
        const kind = kindOfLink(completeAddress(address))
        return (
          <div key={index} className="grid grid-cols-[24px_1fr_auto] items-start gap-2">
            <span className="text-muted grid h-10 place-items-center pointer-coarse:h-11">
              <SiteIcon kind={kind} />
            </span>
            <TextField
              label={`${say('artist.link')} ${index + 1}`}
              hideLabel
              type="url"
              inputMode="url"
              placeholder="https://"
              maxLength={2000}
              value={address}
              onChange={(event) => onChange(addresses.with(index, event.target.value))}
              hint={siteNames[kind]}
              error={errors[index]}
            />
            <IconButton
              label={say('artist.removeLink', { place: index + 1 })}
              icon={<X />}
              onClick={() => onChange(addresses.toSpliced(index, 1))}
            />
          </div>
        )
      })}
      {addresses.length < mostLinks && (
        <Button
          variant="plain"
          size="sm"
          icon={<Plus className="!size-4" />}
          className="justify-self-start"
          onClick={() => onChange([...addresses, ''])}
        >
          {say('artist.addLink')}
        </Button>
      )}
    </fieldset>
  )
}
