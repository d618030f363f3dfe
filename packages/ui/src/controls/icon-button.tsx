import type { ReactElement } from 'react'
import { Tooltip } from '../overlays/tooltip.tsx'
import { Button, type ButtonProps } from './button.tsx'

export interface IconButtonProps extends Omit<ButtonProps, 'size' | 'children' | 'aria-label' | 'icon'> {
  /** What it does; its name for screen readers and its tooltip. */
  label: string
  icon: ReactElement
  /** The key that does the same, shown in the tooltip. */
  shortcut?: string
  /** For a button that stays pressed. */
  pressed?: boolean
}

export function IconButton({
  label,
  icon,
  shortcut,
  pressed,
  variant = 'plain',
  className = '',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} shortcut={shortcut}>
      <Button
        {...rest}
        variant={variant}
        size="icon"
        icon={icon}
        aria-label={label}
        aria-pressed={pressed}
        className={`aria-pressed:text-accent ${className}`}
      />
    </Tooltip>
  )
}
