import type { ComponentProps } from 'react'
import { Field, fieldClass, type FieldProps } from './field.tsx'

export interface TextAreaProps extends FieldProps, Omit<ComponentProps<'textarea'>, 'children'> {
  optional?: boolean
}

export function TextArea({ label, hideLabel, hint, error, optional, className, id, rows = 4, ...rest }: TextAreaProps) {
  return (
    <Field {...{ label, hideLabel, hint, error, optional, className, id }}>
      {(ids) => <textarea {...rest} {...ids} rows={rows} className={`${fieldClass} field-sizing-content py-2`} />}
    </Field>
  )
}
