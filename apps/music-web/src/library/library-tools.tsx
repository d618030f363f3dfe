import { Button, Chip, Kbd, Menu, Select, TextField } from '@bell/ui'
import { useQuery } from '@tanstack/react-query'
import { ALargeSmall, ListChecks, ListFilter, X } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'
import { shell } from '../shell/shell-state.ts'
import { useMedia, wideEnough } from '../shell/use-media.ts'
import { filters, sorts, type Filter, type LibrarySearch } from './library-search.ts'
import { trackKeys } from '../tracks/track-cache.ts'
import { useLetters } from './letters.ts'

interface LibraryToolsProps {
  search: LibrarySearch
  show: (search: LibrarySearch) => void
  /** The list that is shown is still the one before. */
  busy: boolean
  jumpTo: (letter: string) => void
  choosing: boolean
  setChoosing: (choosing: boolean) => void
}

/** Above the table: words and filters that narrow it, on phones its order, and a jump to a letter. */
export function LibraryTools({ search, show, busy, jumpTo, choosing, setChoosing }: LibraryToolsProps) {
  const say = useWords()
  const { api } = useMusic()
  const wide = useMedia(wideEnough)
  const letters = useLetters()
  const lettersOpen = useStore(shell, (state) => state.letters)
  // A letter leads to a row, and the focus with it, however late the menu is gone.
  const isLeading = useRef(false)
  useEffect(() => {
    if (lettersOpen) isLeading.current = false
  }, [lettersOpen])
  const genres = useQuery({ queryKey: trackKeys.genres, queryFn: () => api.genres() })
  const chosen = search.filter ?? []
  const toggle = (filter: Filter) => {
    const next = chosen.includes(filter) ? chosen.filter((one) => one !== filter) : [...chosen, filter]
    show({ ...search, filter: next })
  }
  const { sort = 'added' } = search
  return (
    <div className="mb-3 grid gap-2" aria-busy={busy}>
      <div className="flex flex-wrap items-center gap-2">
        <WordsField search={search} show={show} />
        <Menu
          align="start"
          trigger={
            <Button variant="quiet" icon={<ListFilter />}>
              {say('library.filter')}
            </Button>
          }
          items={() => [
            ...filters.map((filter) => ({
              label: say(`library.filters.${filter}`),
              checked: chosen.includes(filter),
              onSelect: () => toggle(filter),
            })),
            ...(genres.data?.items.length
              ? ([
                  'separator',
                  {
                    label: say('track.genre'),
                    items: genres.data.items.map((genre) => ({
                      label: genre,
                      checked: genre === search.genre,
                      onSelect: () => show({ ...search, genre: genre === search.genre ? '' : genre }),
                    })),
                  },
                ] as const)
              : []),
          ]}
        />
        {!wide && (
          <Select
            label={say('library.sort')}
            hideLabel
            value={sort}
            onValueChange={(next) => {
              const { order: _order, ...rest } = search
              show({ ...rest, sort: next })
            }}
            items={sorts.map((one) => ({ value: one, label: say(`library.sorts.${one}`) }))}
            className="min-w-32 flex-1"
          />
        )}
        <Menu
          align="start"
          open={lettersOpen}
          onOpenChange={(open) => shell.set({ letters: open })}
          givesFocusBack={() => !isLeading.current}
          trigger={
            <Button variant="quiet" icon={<ALargeSmall />} aria-keyshortcuts="J">
              <span className="max-md:sr-only">{say('library.jump')}</span>
              <Kbd aria-hidden className="max-md:hidden pointer-coarse:hidden">
                J
              </Kbd>
            </Button>
          }
          items={letters.map((letter) => ({
            label: letter,
            onSelect() {
              isLeading.current = true
              jumpTo(letter)
            },
          }))}
        />
        <Button
          variant={choosing ? 'primary' : 'quiet'}
          aria-pressed={choosing}
          icon={<ListChecks />}
          onClick={() => setChoosing(!choosing)}
          className="pointer-fine:hidden"
        >
          {say('library.choose')}
        </Button>
      </div>
      {(chosen.length > 0 || search.genre) && (
        <ul className="flex flex-wrap gap-2" aria-label={say('library.filter')}>
          {chosen.map((filter) => (
            <Active key={filter} label={say(`library.filters.${filter}`)} remove={() => toggle(filter)} />
          ))}
          {search.genre && <Active label={search.genre} remove={() => show({ ...search, genre: '' })} />}
        </ul>
      )}
    </div>
  )
}

/** A filter that is on; a press takes it off. */
function Active({ label, remove }: { label: string; remove: () => void }) {
  const say = useWords()
  return (
    <li>
      <button
        type="button"
        onClick={remove}
        aria-label={say('library.removeFilter', { filter: label })}
        className="inline-flex min-h-8 items-center pointer-coarse:min-h-11"
      >
        <Chip>
          {label}
          <X aria-hidden size={14} />
        </Chip>
      </button>
    </li>
  )
}

/** Rest between key presses, in ms, before the list follows. */
const pause = 150

function WordsField({ search, show }: Pick<LibraryToolsProps, 'search' | 'show'>) {
  const say = useWords()
  const q = search.q ?? ''
  const [typed, setTyped] = useState(q)
  // Led here by another address (going back): that one counts.
  const [asked, setAsked] = useState(q)
  if (asked !== q) {
    setAsked(q)
    if (typed.trim() !== q) setTyped(q)
  }
  const follow = useEffectEvent(() => {
    if (typed.trim() !== q) show({ ...search, q: typed.trim() })
  })
  useEffect(() => {
    const timer = setTimeout(() => follow(), pause)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <TextField
      label={say('library.words')}
      hideLabel
      type="search"
      placeholder={say('library.words')}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      className="min-w-44 flex-1 basis-44 md:max-w-80"
    />
  )
}
