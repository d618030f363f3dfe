import { useId, type ReactNode } from 'react'
import { useKitWords } from '../i18n/kit-words.ts'

export interface FieldProps {
  label: string
  /** The label is said, not shown: in tables, where the column has a head. */
  hideLabel?: boolean
  hint?: ReactNode
  /** What is wrong with what was entered, as a sentence. */
  error?: string
}

/** The look of everything one types or chooses in. */
export const fieldClass =
  'bg-surface border-edge rounded-control placeholder:text-muted aria-invalid:border-danger w-full border px-3 transition-[border-color,box-shadow] focus-visible:border-accent focus-visible:shadow-[0_0_0_3px_var(--accent-soft)] focus-visible:outline-none disabled:opacity-60 min-h-10 pointer-coarse:min-h-11 text-sm pointer-coarse:text-base'

/** Label above, hint or error below, tied to the control by the ids that it is given. */
export function Field(
  props: FieldProps & {
    id?: string
    optional?: boolean
    className?: string
    children: (ids: {
      id: string
      'aria-describedby': string | undefined
      'aria-invalid': true | undefined
    }) => ReactNode
  },
) {
  const { label, hideLabel = false, hint, error, optional = false, className = '', children } = props
  const made = useId()
  const id = props.id ?? made
  const say = useKitWords()
  const noteId = `${id}-note`
  return (
    <div className={`grid grid-cols-[minmax(0,1fr)] content-start gap-1.5 ${className}`}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-sm font-semibold'}>
        {label}
        {optional && <span className="text-muted font-normal"> · {say('optional')}</span>}
      </label>
      {children({
        id,
        'aria-describedby': error || hint ? noteId : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {(error || hint) && (
        <div
          id={noteId}
          className={`text-xs ${error ? 'text-danger' : 'text-muted'}`}
          role={error ? 'alert' : undefined}
        >
          {error ?? hint}
        </div>
      )}
    </div>
  )
}
