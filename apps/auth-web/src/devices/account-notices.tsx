import { Button } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { ShieldAlert } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { useNotices } from './use-devices.ts'

/** What one has to know about one's account, until one says that one has read it. */
export function AccountNotices() {
  const say = useWords()
  const formats = useFormats()
  const { notices, seen } = useNotices()
  if (notices.length === 0) return undefined
  return (
    <section
      aria-label={say('devices.notices')}
      className="bg-danger/14 rounded-panel mt-4 grid grid-cols-[24px_1fr] gap-3 p-4"
    >
      <ShieldAlert aria-hidden size={22} className="text-danger" />
      <div className="grid gap-3">
        <ul className="grid gap-2">
          {notices.map(({ id, at }) => (
            <li key={id}>{say('devices.copied', { date: formats.date(at) })}</li>
          ))}
        </ul>
        <p className="text-muted">{say('devices.copiedText')}</p>
        <Button
          variant="quiet"
          size="sm"
          className="justify-self-start"
          busy={seen.isPending}
          onClick={() => seen.mutate()}
        >
          {say('devices.noticed')}
        </Button>
      </div>
    </section>
  )
}
