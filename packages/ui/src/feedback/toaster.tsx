import { CircleAlert, CircleCheck } from 'lucide-react'
import { Toaster as Sonner } from 'sonner'
import { useKitWords } from '../i18n/kit-words.ts'

/** Once in every app; `bottom` in px keeps the toasts above what is fixed there (the player). */
export function Toaster({ bottom = 24 }: { bottom?: number }) {
  const say = useKitWords()
  return (
    <Sonner
      position="bottom-center"
      expand
      style={{ fontFamily: 'inherit' }}
      offset={{ bottom }}
      mobileOffset={{ bottom }}
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
