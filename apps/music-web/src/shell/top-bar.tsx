import { AccountMenu, Kbd } from '@bell/ui'
import { useNavigate } from '@tanstack/react-router'
import { Keyboard, Search, Settings } from 'lucide-react'
import { useMayLook } from '../home/use-public-music.ts'
import { useWords } from '../i18n/words.ts'
import { shell } from './shell-state.ts'

const apple = /Mac|iPhone|iPad/.test(navigator.platform)

/** The search field, which opens the palette, and the account. */
export function TopBar() {
  const say = useWords()
  const mayLook = useMayLook()
  return (
    <div className="flex h-17 flex-none items-center gap-4">
      {mayLook && (
        <button
          type="button"
          onClick={() => shell.set({ palette: true })}
          className="bg-raised text-muted hover:text-text flex h-10 max-w-115 flex-1 items-center gap-3 rounded-full px-3.5 text-left transition-colors"
        >
          <Search aria-hidden size={18} strokeWidth={1.75} className="flex-none" />
          <span className="truncate">
            <span className="sr-only">{say('search.label')}: </span>
            {say('search.placeholder')}
          </span>
          <Kbd className="ml-auto">{apple ? '⌘ K' : 'Ctrl K'}</Kbd>
        </button>
      )}
      <div className="ml-auto flex-none">
        <Account />
      </div>
    </div>
  )
}

/** The family's account menu with this product's own entries. */
export function Account() {
  const say = useWords()
  const navigate = useNavigate()
  return (
    <AccountMenu
      items={[
        { label: say('nav.settings'), icon: <Settings />, onSelect: () => void navigate({ to: '/settings' }) },
        { label: say('keys.title'), icon: <Keyboard />, shortcut: '?', onSelect: () => shell.set({ keys: true }) },
      ]}
    />
  )
}
