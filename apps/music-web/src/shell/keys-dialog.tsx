import { Dialog, Kbd } from '@bell/ui'
import { useWords } from '../i18n/words.ts'
import { useStore } from '@bell/ui/store'
import { shell } from './shell-state.ts'
import { shortcutKeys } from './shortcuts.ts'

/** The list behind the question mark. */
export function KeysDialog() {
  const say = useWords()
  const open = useStore(shell, (state) => state.keys)
  return (
    <Dialog open={open} onOpenChange={(keys) => shell.set({ keys })} title={say('keys.title')}>
      <KeyList />
    </Dialog>
  )
}

export function KeyList() {
  const say = useWords()
  return (
    <dl className="grid grid-cols-[1fr_auto] items-center gap-x-6">
      {shortcutKeys.map(([shortcut, keys]) => (
        <div key={shortcut} className="border-line col-span-full grid grid-cols-subgrid border-b py-2 last:border-0">
          <dt>{say(`keys.${shortcut}`)}</dt>
          <dd className="flex justify-end gap-1">
            {keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
            {shortcut === 'search' && (
              <>
                <span className="text-muted mx-1 text-xs">{say('keys.or')}</span>
                <Kbd>Ctrl/⌘</Kbd>
                <Kbd>K</Kbd>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
