import { Button } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { useWords } from '../i18n/words.ts'
import { DoorFrame } from './door-frame.tsx'

/** For those who are not signed in. */
export function Welcome() {
  const say = useWords()
  const { signIn } = useSession()
  return (
    <DoorFrame title={say('welcome.title')} lead={say('welcome.text')}>
      <Button className="w-full" onClick={() => signIn(location.pathname)}>
        {say('signIn.submit')}
      </Button>
    </DoorFrame>
  )
}
