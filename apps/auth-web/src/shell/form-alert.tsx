import { CircleAlert } from 'lucide-react'

/** What is wrong with a form as a whole. Always on the page, so that screen readers say what appears in it. */
export function FormAlert({ children }: { children: string | undefined }) {
  return (
    <div role="alert" className={children ? 'bg-danger/14 rounded-control flex gap-2.5 px-3 py-2.5' : 'sr-only'}>
      {children && (
        <>
          <CircleAlert aria-hidden size={20} className="text-danger flex-none" />
          <span>{children}</span>
        </>
      )}
    </div>
  )
}
