import { buttonClass, EmptyState, useFamily } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { Link } from '@tanstack/react-router'
import { Music4, Upload } from 'lucide-react'
import { LoadDemo } from '../demo/load-demo.tsx'
import { useWords } from '../i18n/words.ts'
import { ChooseFiles } from '../upload/choose-files.tsx'
import { mayUpload } from '../upload/may-upload.ts'

/** The first page of an installation that has no music: add some here. */
export function FirstSteps() {
  const say = useWords()
  const family = useFamily()
  const { user } = useSession()
  if (!mayUpload(user)) {
    return (
      <EmptyState icon={<Music4 aria-hidden />} title={say('home.listenerEmpty')}>
        {say('home.listenerEmptyText')}
      </EmptyState>
    )
  }
  return (
    <div className="mx-auto max-w-4xl pt-4 md:pt-10">
      <div className="border-edge rounded-panel grid justify-items-center gap-3 border-[1.5px] border-dashed px-6 py-12 text-center md:py-16">
        <Upload aria-hidden className="text-accent mb-1 size-10" strokeWidth={1.25} />
        <h2 className="text-xl font-[750]">{say('home.firstTitle')}</h2>
        <p className="text-muted max-w-prose text-balance">{say('home.firstText')}</p>
        <ChooseFiles className="mt-3">{say('home.firstChoose')}</ChooseFiles>
        <p className="text-muted text-xs">{say('home.firstFormats')}</p>
      </div>
      <LoadDemo />
      <ol className="mt-8 grid gap-6 md:grid-cols-3">
        <Step title={say('home.stepListen')} text={say('home.stepListenText')} number={1} />
        <Step title={say('home.stepArtists')} text={say('home.stepArtistsText')} number={2}>
          <Link to="/artists" className={buttonClass({ variant: 'quiet', size: 'sm' })}>
            {say('nav.artists')}
          </Link>
        </Step>
        <Step title={say('home.stepInvite')} text={say('home.stepInviteText')} number={3}>
          <a href={family.auth} className={buttonClass({ variant: 'quiet', size: 'sm' })}>
            AuthBell
          </a>
        </Step>
      </ol>
    </div>
  )
}

function Step(props: { number: number; title: string; text: string; children?: React.ReactNode }) {
  return (
    <li className="grid grid-cols-[2rem_1fr] gap-x-3">
      <span aria-hidden className="bg-accent-soft text-accent grid size-8 place-items-center rounded-full font-bold">
        {props.number}
      </span>
      <div className="grid content-start justify-items-start gap-1">
        <h3 className="pt-1 text-base font-bold">{props.title}</h3>
        <p className="text-muted mb-2">{props.text}</p>
        {props.children}
      </div>
    </li>
  )
}
