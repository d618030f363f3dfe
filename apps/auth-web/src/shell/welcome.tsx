import { Button } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { useSearch } from '@tanstack/react-router'
import { useWords } from '../i18n/words.ts'
import { DoorFrame } from './door-frame.tsx'
import { FormAlert } from './form-alert.tsx'

/** For those who are not signed in; after a sign-in that failed it says so. */
export function Welcome() {
  const say = useWords()
  const { signIn } = useSession()
  const { signInError } = useSearch({ strict: false })
  return (
    <DoorFrame title={say('welcome.title')} lead={say('welcome.text')}>
      <div className="grid gap-5">
        <FormAlert>{signInError ? say('welcome.failed') : undefined}</FormAlert>
        <Button className="w-full" onClick={() => signIn(location.pathname)}>
          {say('signIn.submit')}
        </Button>
      </div>
    </DoorFrame>
  )
}
