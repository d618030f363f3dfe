import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { useKitWords } from '../i18n/kit-words.ts'

export interface DialogProps {
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** A button that opens it, where the dialog keeps its state itself. */
  trigger?: ReactElement
  title: string
  description?: ReactNode
  children?: ReactNode
  /** Buttons, the main one last. */
  footer?: ReactNode
  /** Wide for tables and pictures. */
  size?: 'md' | 'lg'
}

export function Dialog({
  open,
  onOpenChange,
  trigger,
  title,
  description,
  children,
  footer,
  size = 'md',
}: DialogProps) {
  const say = useKitWords()
  return (
    <Base.Root open={open} onOpenChange={onOpenChange ? (next) => onOpenChange(next) : undefined}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className="bg-scrim fixed inset-0 z-40 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          className={`floating rounded-panel bg-surface! fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-1/2 flex-col ${size === 'lg' ? 'max-w-3xl' : 'max-w-lg'}`}
        >
          <header className="flex items-start gap-4 p-6 pb-2">
            <div className="mr-auto">
              <Base.Title className="text-lg font-bold">{title}</Base.Title>
              {description && <Base.Description className="text-muted mt-1">{description}</Base.Description>}
            </div>
            <Base.Close
              aria-label={say('close')}
              render={<Button variant="plain" size="icon" icon={<X />} className="-mt-2 -mr-3" />}
            />
          </header>
          <div className="overflow-y-auto px-6 py-2">{children}</div>
          <footer className="flex flex-wrap justify-end gap-2 p-6 pt-4">{footer}</footer>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
