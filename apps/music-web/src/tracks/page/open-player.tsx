import { Button, useProblemText } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { LogIn, Play } from 'lucide-react'
import { useState } from 'react'
import type { Track } from '../../api/shapes.ts'
import { useWords } from '../../i18n/words.ts'
import { useMusic } from '../../music-context.ts'

/** For those without an account, whom a link to a public track led here: it plays on this page, without a queue. */
export function OpenPlayer({ track }: { track: Track }) {
  const say = useWords()
  const { api } = useMusic()
  const { signIn } = useSession()
  const textOf = useProblemText()
  const [source, setSource] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const load = async () => {
    try {
      setSource((await api.streamUrl(track.id, {})).url)
      setProblem(undefined)
    } catch (error) {
      setProblem(textOf(error))
    }
  }
  return (
    <>
      {source === undefined ? (
        <Button icon={<Play className="fill-current" />} onClick={() => void load()}>
          {say('player.play')}
        </Button>
      ) : (
        // oxlint-disable-next-line jsx-a11y/media-has-caption -- music has none
        <audio controls autoPlay src={source} onError={() => setSource(undefined)} aria-label={track.title} />
      )}
      <Button variant="quiet" icon={<LogIn />} onClick={() => signIn()}>
        {say('home.signIn')}
      </Button>
      {problem && (
        <p role="alert" className="text-danger basis-full text-sm">
          {problem}
        </p>
      )}
    </>
  )
}
