import { Button, buttonClass, EmptyState, Mark, useFamily } from '@bell/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowRight, CircleCheck, Link2Off } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { setupQuery } from './setup-query.ts'

/** Where the address on the console leads: explains what comes, and goes on to AuthBell with the token. */
export function SetupPage() {
  const say = useWords()
  const family = useFamily()
  // Behind the # it reaches no server, no log and no referrer.
  const [token] = useState(() => location.hash.slice(1))
  const setup = useQuery(setupQuery)
  usePageTitle(say('setup.title'))

  if (setup.data?.needed === false) {
    return (
      <EmptyState level={1} icon={<CircleCheck aria-hidden />} title={say('setup.done')} action={<ToHome />}>
        {say('setup.doneText')}
      </EmptyState>
    )
  }
  if (token === '') {
    return (
      <EmptyState level={1} icon={<Link2Off aria-hidden />} title={say('setup.missing')} action={<ToHome />}>
        {say('setup.missingText')}
      </EmptyState>
    )
  }
  const go = () => {
    const back = `${location.origin}/session/login`
    location.assign(`${family.auth}/setup?returnTo=${encodeURIComponent(back)}#${token}`)
  }
  return (
    <div className="mx-auto max-w-2xl pt-8 md:pt-16">
      <Mark product="music" size={56} />
      <h1 className="mt-5 text-xl font-[750]">{say('setup.title')}</h1>
      <p className="text-muted mt-3 text-base">{say('setup.text')}</p>
      <ol className="mt-8 grid gap-4">
        {[say('setup.step1'), say('setup.step2'), say('setup.step3')].map((step, index) => (
          <li key={step} className="flex items-center gap-3">
            <span
              aria-hidden
              className="bg-accent-soft text-accent grid size-8 flex-none place-items-center rounded-full font-bold"
            >
              {index + 1}
            </span>
            {step}
          </li>
        ))}
      </ol>
      <Button className="mt-8" icon={<ArrowRight />} onClick={go}>
        {say('setup.go')}
      </Button>
    </div>
  )
}

function ToHome() {
  const say = useWords()
  return (
    <Link to="/" className={buttonClass({ variant: 'quiet' })}>
      {say('setup.home')}
    </Link>
  )
}
