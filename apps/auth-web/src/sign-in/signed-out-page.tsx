import { buttonClass, productName, useFamily } from '@bell/ui'
import { useWords } from '../i18n/words.ts'
import { DoorFrame } from '../shell/door-frame.tsx'

export function SignedOutPage() {
  const say = useWords()
  const family = useFamily()
  return (
    <DoorFrame title={say('signedOut.title')} lead={say('signedOut.text')}>
      <div className="flex flex-wrap gap-3">
        <a href={family.music} className={buttonClass()}>
          {say('signedOut.to', { product: productName('music') })}
        </a>
        <a href="/session/login?returnTo=/" className={buttonClass({ variant: 'quiet' })}>
          {say('signedOut.signIn')}
        </a>
      </div>
    </DoorFrame>
  )
}
