import { IconButton, TextField, toast } from '@bell/ui'
import { Copy } from 'lucide-react'
import { useRef } from 'react'
import { useWords } from '../i18n/words.ts'

/** A link to be handed over, with a button that copies it. */
export function InvitationLink({ label, link }: { label: string; link: string }) {
  const say = useWords()
  const field = useRef<HTMLInputElement>(null)

  async function copy() {
    // Plain http in a home network has no clipboard for scripts; selected, the link is one key away.
    field.current?.select()
    await navigator.clipboard?.writeText(link)
    if (navigator.clipboard) toast(say('invitations.copied'), { tone: 'success' })
  }

  return (
    <div className="py-2">
      <TextField
        ref={field}
        label={label}
        value={link}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        end={<IconButton label={say('invitations.copy')} icon={<Copy />} onClick={() => void copy()} />}
      />
    </div>
  )
}
