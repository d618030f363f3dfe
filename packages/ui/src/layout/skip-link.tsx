import { useKitWords } from '../i18n/kit-words.ts'

/** The first stop of the keyboard on every page: past what stands above the content, which has the id `target`. */
export function SkipLink({ target }: { target: string }) {
  const say = useKitWords()
  return (
    <a
      href={`#${target}`}
      className="bg-accent text-on-accent rounded-control fixed top-2 left-2 z-50 -translate-y-16 px-4 py-2 font-bold focus:translate-y-0"
    >
      {say('skip')}
    </a>
  )
}
