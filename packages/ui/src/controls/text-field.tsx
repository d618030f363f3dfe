import type { ComponentProps, ReactNode } from 'react'
import { Field, fieldClass, type FieldProps } from './field.tsx'

export interface TextFieldProps extends FieldProps, Omit<ComponentProps<'input'>, 'children'> {
  /** Marks the label as optional. */
  optional?: boolean
  /** Shown at the right end inside the field: a button, a unit. */
  end?: ReactNode
}

export function TextField({ label, hideLabel, hint, error, optional, end, className, id, ...input }: TextFieldProps) {
  return (
    <Field {...{ label, hideLabel, hint, error, optional, className, id }}>
      {(ids) => (
        <div className="relative">
          <input {...input} {...ids} className={`${fieldClass} ${end ? 'pr-11' : ''}`} />
          {end && <div className="absolute inset-y-0 right-0.5 grid place-items-center">{end}</div>}
        </div>
      )}
    </Field>
  )
}
