import { Plus } from 'lucide-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useKitWords } from '../i18n/kit-words.ts'
import { Cover } from '../media/cover.tsx'
import { Field, fieldClass, type FieldProps } from './field.tsx'
import { Highlight } from './highlight.tsx'
import { useAnchoredPopover } from './use-anchored-popover.ts'
import { useSuggestions, type Search } from './use-suggestions.ts'

export interface ComboboxItem {
  id: string
  name: string
  /** What helps to tell it from another: "12 tracks". */
  detail?: string
  imageUrl?: string | null
}

/** What is entered: a known thing with its id, or a name; `isNew` once the person said that it is a new one. */
export interface ComboboxValue {
  id: string | null
  name: string
  isNew?: boolean
}

export interface ComboboxProps extends FieldProps {
  value: ComboboxValue
  onValueChange: (value: ComboboxValue) => void
  /** Finds what begins like `query`; called while typing, the older call's signal aborted. */
  search: Search
  /** Offers what was typed as a new name. */
  allowNew?: boolean
  placeholder?: string
  disabled?: boolean
  name?: string
  className?: string
}

/**
 * A text field that knows names: it suggests while one types, and takes what is not known as it is. By the pattern of
 * WAI-ARIA 1.2; our own, because Base UI's hides the rest of the page, focusable as it is, while the list is open.
 */
export function Combobox(props: ComboboxProps) {
  const { label, hideLabel, hint, error, value, onValueChange, search, allowNew = true, className } = props
  const say = useKitWords()
  const listId = useId()
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const query = value.name.trim()
  const { items, state } = useSuggestions(open, query, search)

  const known = items.some((item) => item.name.toLowerCase() === query.toLowerCase())
  const offerNew = allowNew && query !== '' && !known && (state === 'found' || state === 'failed')
  const count = items.length + (offerNew ? 1 : 0)
  const note =
    state === 'failed' ? say('error.network') : state === 'found' && count === 0 ? say('noMatches') : undefined
  const shown = open && query !== '' && (count > 0 || note !== undefined)
  const at = Math.min(active, count - 1)
  const optionId = (place: number) => `${listId}-${place}`
  useAnchoredPopover(shown, input, list)
  useEffect(() => {
    if (shown && at >= 0) document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [shown, at, listId])

  function close() {
    setOpen(false)
    setActive(-1)
  }

  function choose(place: number) {
    const item = items[place]
    onValueChange(item ? { id: item.id, name: item.name } : { id: null, name: query, isNew: true })
    close()
  }

  function onKeyDown(event: KeyboardEvent) {
    // Enter ends what is being composed in Korean or Japanese; it chooses nothing then.
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!shown) return setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      // One place more than there are: the field itself, between the last and the first.
      setActive(((at + 1 + step + count + 1) % (count + 1)) - 1)
    } else if (event.key === 'Enter' && shown && at >= 0) {
      event.preventDefault()
      choose(at)
    } else if (event.key === 'Escape' && shown) {
      // The list only, not the dialog that it may be in.
      event.preventDefault()
      event.stopPropagation()
      close()
    }
  }

  const option = (place: number) => ({
    id: optionId(place),
    role: 'option',
    'aria-selected': place === at,
    // The field keeps the focus.
    onPointerDown: (event: { preventDefault(): void }) => event.preventDefault(),
    onPointerMove: () => setActive(place),
    onClick: () => choose(place),
    className:
      'aria-selected:bg-accent-soft rounded-control flex min-h-11 cursor-default items-center gap-2.5 px-2 select-none',
  })

  return (
    <Field {...{ label, hideLabel, hint, error, className }}>
      {(ids) => (
        <>
          <input
            {...ids}
            ref={input}
            role="combobox"
            aria-expanded={shown}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={shown && at >= 0 ? optionId(at) : undefined}
            value={value.name}
            onChange={(event) => {
              onValueChange({ id: null, name: event.target.value })
              setOpen(true)
              setActive(-1)
            }}
            onKeyDown={onKeyDown}
            onBlur={close}
            placeholder={props.placeholder}
            disabled={props.disabled}
            name={props.name}
            autoComplete="off"
            spellCheck={false}
            className={fieldClass}
          />
          <span role="status" className="sr-only">
            {shown && (note ?? say('matches', { count: items.length }))}
          </span>
          <div
            ref={list}
            popover="manual"
            className="floating text-text fixed inset-auto m-0 w-max max-w-[min(24rem,calc(100vw-1rem))] overflow-y-auto p-1.5"
          >
            {note && <div className="text-muted px-2 py-2 text-xs">{note}</div>}
            <div id={listId} role="listbox" aria-label={say('suggestions')}>
              {items.map((item, place) => (
                <div key={item.id} {...option(place)}>
                  <Cover id={item.id} src={item.imageUrl} size={30} round />
                  <span className="truncate">
                    <Highlight text={item.name} query={query} />
                  </span>
                  <span className="text-muted ml-auto pl-4 text-xs whitespace-nowrap">{item.detail}</span>
                </div>
              ))}
              {offerNew && (
                <div {...option(items.length)}>
                  <Plus aria-hidden size={20} className="mx-1.5 flex-none" />
                  <span>{say('useAsNewName', { name: query })}</span>
                </div>
              )}
            </div>
          </div>
        </>
      )}
    </Field>
  )
}
