import type { ComponentProps, ReactNode } from 'react'

export interface ButtonLook {
  /** primary: the one thing to do here; quiet: beside it; plain: no ground until touched; danger: destroys. */
  variant?: 'primary' | 'quiet' | 'plain' | 'danger'
  /** icon: square, for one icon. Fingers get 44 px whatever the size. */
  size?: 'md' | 'sm' | 'icon'
}

const variants = {
  primary: 'bg-accent text-on-accent hover:brightness-105 active:brightness-95',
  quiet: 'bg-raised text-text hover:bg-line',
  plain: 'text-muted hover:text-text hover:bg-raised',
  danger: 'bg-danger text-on-danger hover:brightness-105',
}
const sizes = {
  md: 'min-h-10 px-4.5',
  sm: 'min-h-8 px-3 text-xs',
  icon: 'size-10 pointer-coarse:size-11',
}

/** The classes of a button, for a link that looks like one. */
export function buttonClass({ variant = 'primary', size = 'md' }: ButtonLook = {}) {
  return `inline-flex flex-none items-center justify-center gap-2 rounded-full font-bold whitespace-nowrap transition pointer-coarse:min-h-11 disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-5 [&_svg]:flex-none ${variants[variant]} ${sizes[size]}`
}

export interface ButtonProps extends ButtonLook, ComponentProps<'button'> {
  icon?: ReactNode
  /** Something is under way: the button stays, can be focused, and does nothing. */
  busy?: boolean
}

export function Button({ variant, size, icon, busy = false, className = '', children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={`${buttonClass({ variant, size })} ${className}`}
    >
      {busy ? (
        <span aria-hidden className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent" />
      ) : (
        icon
      )}
      {children}
    </button>
  )
}
