import { Button, EmptyState, Mark } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { useWords } from '../i18n/words.ts'

/** What a visitor sees who was given no link. */
export function Welcome() {
  const say = useWords()
  const { signIn } = useSession()
  return (
    <div className="py-16">
      <EmptyState
        level={1}
        icon={<Mark product="img" size={56} />}
        title={say('welcome.title')}
        action={<Button onClick={() => signIn()}>{say('welcome.signIn')}</Button>}
      >
        {say('welcome.text')}
      </EmptyState>
    </div>
  )
}
