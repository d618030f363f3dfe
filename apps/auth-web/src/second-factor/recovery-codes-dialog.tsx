import { Button, Dialog, toast } from '@bell/ui'
import { Copy, Download } from 'lucide-react'
import { useWords } from '../i18n/words.ts'

/** The recovery codes: this once, since only hashes are kept. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const say = useWords()
  const text = codes.join('\n')

  async function copy() {
    await navigator.clipboard.writeText(text)
    toast(say('secondFactor.copied'), { tone: 'success' })
  }
  function save() {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([`AuthBell ${location.host}\n\n${text}\n`], { type: 'text/plain' }))
    link.download = 'authbell-recovery-codes.txt'
    link.click()
    URL.revokeObjectURL(link.href)
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={say('secondFactor.codes')}
      description={say('secondFactor.codesText')}
      footer={<Button onClick={onClose}>{say('secondFactor.written')}</Button>}
    >
      <ul
        aria-label={say('secondFactor.codes')}
        className="bg-raised rounded-panel grid grid-cols-2 gap-x-6 gap-y-1.5 p-4 font-mono select-all"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap gap-2 pb-2">
        {/* Plain http in a home network has no clipboard for scripts. */}
        {'clipboard' in navigator && (
          <Button variant="quiet" size="sm" icon={<Copy aria-hidden />} onClick={() => void copy()}>
            {say('secondFactor.copy')}
          </Button>
        )}
        <Button variant="quiet" size="sm" icon={<Download aria-hidden />} onClick={save}>
          {say('secondFactor.download')}
        </Button>
      </div>
    </Dialog>
  )
}
