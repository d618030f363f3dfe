import { CircleAlert, CircleCheck } from 'lucide-react'
import { useEffect, type CSSProperties } from 'react'
import { toast as sonner, Toaster as Sonner } from 'sonner'
import { useKitWords } from '../i18n/kit-words.ts'
import { drawToasts, type Toasting } from './toast.ts'

/** Draws the toasts. Fetched at the first one. */
export function DrawnToaster({ bottom }: { bottom: number }) {
  const say = useKitWords()
  // The child's effects come first: it listens before the first toast is handed over.
  useEffect(() => drawToasts(draw), [])
  return (
    <Sonner
      position="bottom-center"
      expand
      style={{ fontFamily: 'inherit', '--width': '28rem' } as CSSProperties}
      offset={{ bottom }}
      mobileOffset={{ bottom, left: 0, right: 0 }}
      containerAriaLabel={say('notifications')}
      icons={{
        error: <CircleAlert aria-hidden size={20} className="text-danger" />,
        success: <CircleCheck aria-hidden size={20} className="text-up" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'bg-raised border-line rounded-cover shadow-float flex min-h-12 w-max max-w-[min(28rem,calc(100vw-2rem))] items-center gap-3 border px-4 py-2 text-sm text-text mx-auto left-0 right-0',
          title: 'font-medium',
          description: 'text-muted',
          actionButton:
            'text-accent hover:bg-accent-soft rounded-control ml-3 min-h-9 flex-none px-3 font-bold pointer-coarse:min-h-11',
        },
      }}
    />
  )
}

function draw({ message, tone, ...options }: Toasting) {
  const show = tone === 'plain' ? sonner : sonner[tone]
  show(message, options)
}
