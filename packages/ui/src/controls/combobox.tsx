import { Autocomplete } from '@base-ui/react/autocomplete'
import { Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useKitWords } from '../i18n/kit-words.ts'
import { Cover } from '../media/cover.tsx'
import { Field, fieldClass, type FieldProps } from './field.tsx'
import { Highlight } from './highlight.tsx'

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
  search: (query: string, signal: AbortSignal) => Promise<readonly ComboboxItem[]>
  /** Offers what was typed as a new name. */
  allowNew?: boolean
  placeholder?: string
  disabled?: boolean
  name?: string
  className?: string
}

type Choice = ComboboxItem | { useAsNew: string }
const pauseInTyping = 120

/** A text field that knows names: it suggests while one types, and takes what is not known as it is. */
export function Combobox(props: ComboboxProps) {
  const { label, hideLabel, hint, error, value, onValueChange, search, allowNew = true, className } = props
  const say = useKitWords()
  const [items, setItems] = useState<readonly ComboboxItem[]>([])
  const [state, setState] = useState<'idle' | 'searching' | 'found' | 'failed'>('idle')
  const [open, setOpen] = useState(false)
  const latestSearch = useRef(search)
  latestSearch.current = search
  const query = value.name.trim()

  useEffect(() => {
    if (!open || query === '') {
      setItems([])
      setState('idle')
      return undefined
    }
    const stop = new AbortController()
    setState('searching')
    const timer = setTimeout(() => {
      latestSearch.current(query, stop.signal).then(
        (found) => {
          if (stop.signal.aborted) return
          setItems(found)
          setState('found')
        },
        () => !stop.signal.aborted && setState('failed'),
      )
    }, pauseInTyping)
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [open, query])

  const known = items.some((item) => item.name.toLowerCase() === query.toLowerCase())
  const offerNew = allowNew && query !== '' && !known && state !== 'searching'
  const choices: Choice[] = offerNew ? [...items, { useAsNew: query }] : [...items]

  function choose(choice: Choice) {
    setOpen(false)
    if ('useAsNew' in choice) onValueChange({ id: null, name: choice.useAsNew, isNew: true })
    else onValueChange({ id: choice.id, name: choice.name })
  }

  return (
    <Field {...{ label, hideLabel, hint, error, className }}>
      {(ids) => (
        <Autocomplete.Root
          items={choices}
          filter={null}
          value={value.name}
          open={open && (choices.length > 0 || state === 'failed' || (state === 'found' && query !== ''))}
          onOpenChange={setOpen}
          onValueChange={(name, details) => {
            if (details.reason !== 'item-press') onValueChange({ id: null, name })
          }}
          itemToStringValue={(choice: Choice) => ('useAsNew' in choice ? choice.useAsNew : choice.name)}
          disabled={props.disabled}
          name={props.name}
        >
          <Autocomplete.Input
            {...ids}
            placeholder={props.placeholder}
            autoComplete="off"
            spellCheck={false}
            className={fieldClass}
          />
          <Autocomplete.Portal>
            <Autocomplete.Positioner sideOffset={4} align="start" className="z-50">
              <Autocomplete.Popup className="floating max-h-[min(24rem,var(--available-height))] w-max max-w-[min(24rem,calc(100vw-2rem))] min-w-[max(var(--anchor-width),18rem)] overflow-y-auto p-1.5">
                <Autocomplete.Status className="text-muted px-2 text-xs empty:hidden">
                  {state === 'failed' ? <span className="block py-2">{say('error.network')}</span> : null}
                  {state === 'found' && (
                    <span className="sr-only">
                      {items.length === 0 ? say('noMatches') : say('matches', { count: items.length })}
                    </span>
                  )}
                  {state === 'found' && choices.length === 0 && <span className="block py-2">{say('noMatches')}</span>}
                </Autocomplete.Status>
                <Autocomplete.List>
                  {(choice: Choice) => (
                    <Autocomplete.Item
                      key={'useAsNew' in choice ? 'new' : choice.id}
                      value={choice}
                      onClick={() => choose(choice)}
                      className="data-highlighted:bg-accent-soft rounded-control flex min-h-11 cursor-default items-center gap-2.5 px-2 outline-none"
                    >
                      {'useAsNew' in choice ? (
                        <>
                          <Plus aria-hidden size={20} className="mx-1.5 flex-none" />
                          <span>{say('useAsNewName', { name: choice.useAsNew })}</span>
                        </>
                      ) : (
                        <>
                          <Cover id={choice.id} src={choice.imageUrl} size={30} round />
                          <span className="truncate">
                            <Highlight text={choice.name} query={query} />
                          </span>
                          <span className="text-muted ml-auto pl-4 text-xs whitespace-nowrap">{choice.detail}</span>
                        </>
                      )}
                    </Autocomplete.Item>
                  )}
                </Autocomplete.List>
              </Autocomplete.Popup>
            </Autocomplete.Positioner>
          </Autocomplete.Portal>
        </Autocomplete.Root>
      )}
    </Field>
  )
}
