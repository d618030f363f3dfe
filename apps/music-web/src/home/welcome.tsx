import { Button, Mark } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { useQuery } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { setupQuery } from '../setup/setup-query.ts'
import { HomeSections } from './home-sections.tsx'
import { usePublicMusic } from './use-public-music.ts'

/** The first page for someone who is not signed in: what this is, the way in, and the music that is for everyone. */
export function Welcome() {
  const say = useWords()
  const music = usePublicMusic()
  return (
    <>
      <div className="max-w-4xl pt-8 pb-8 md:pt-12">
        <WayIn />
        {music?.length === 0 && (
          <ul className="border-line mt-12 grid gap-6 border-t pt-8 md:grid-cols-3">
            <Point title={say('home.pointUpload')} text={say('home.pointUploadText')} />
            <Point title={say('home.pointListen')} text={say('home.pointListenText')} />
            <Point title={say('home.pointOwn')} text={say('home.pointOwnText')} />
          </ul>
        )}
      </div>
      {music && music.length > 0 && <HomeSections newest={music} />}
    </>
  )
}

function WayIn() {
  const say = useWords()
  const { signIn, session } = useSession()
  const setup = useQuery(setupQuery)
  return (
    <>
      <Mark product="music" size={56} />
      <h1 className="mt-5 max-w-2xl text-xl font-[750] md:text-2xl">{say('home.welcome')}</h1>
      <p className="text-muted mt-4 max-w-prose text-base">{say('home.welcomeText')}</p>
      {setup.data?.needed ? (
        <section className="bg-accent-soft rounded-panel mt-8 max-w-2xl p-6">
          <h2 className="text-lg font-bold">{say('home.setupTitle')}</h2>
          <p className="mt-1">{say('home.setupText')}</p>
        </section>
      ) : (
        <div className="mt-8 flex flex-wrap items-center gap-x-5 gap-y-3">
          <Button icon={<LogIn />} onClick={() => signIn()}>
            {say('home.signIn')}
          </Button>
          <p className="text-muted text-sm">{say('home.signedOutNote')}</p>
        </div>
      )}
      {setup.isError && (
        <div role="alert" className="bg-raised rounded-panel mt-6 flex max-w-2xl flex-wrap items-center gap-4 p-4">
          <p className="min-w-0 flex-1 basis-60">
            <b>{say('state.serverDown')}</b>
            <span className="text-muted block">{say('state.serverDownText')}</span>
          </p>
          <Button variant="plain" onClick={() => void setup.refetch().then(() => session.start())}>
            {say('state.again')}
          </Button>
        </div>
      )}
    </>
  )
}

function Point({ title, text }: { title: string; text: string }) {
  return (
    <li>
      <h2 className="text-base font-bold">{title}</h2>
      <p className="text-muted mt-1">{text}</p>
    </li>
  )
}
