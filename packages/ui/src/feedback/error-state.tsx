import { CircleAlert } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { useKitWords } from '../i18n/kit-words.ts'
import { useProblemText } from './use-problem-text.ts'

/** What happened, in the server's sentence where it has one, and a way to try again. */
export function ErrorState(props: {
  error: unknown
  title?: string
  /** The app's own sentences by code, as in useProblemText. */
  known?: Readonly<Record<string, string>>
  onRetry?: () => void
}) {
  const { error, title, known, onRetry } = props
  const say = useKitWords()
  const textOf = useProblemText(known)
  return (
    <div role="alert" className="grid justify-items-center gap-2 px-4 py-12 text-center">
      <CircleAlert aria-hidden className="text-danger mb-2 size-10 stroke-[1.25]" />
      <h2 className="text-lg font-bold">{title ?? say('error.title')}</h2>
      <p className="text-muted max-w-prose text-balance">{textOf(error)}</p>
      {onRetry && (
        <Button variant="quiet" className="mt-4" onClick={onRetry}>
          {say('tryAgain')}
        </Button>
      )}
    </div>
  )
}
