import { AccountMenu, Button, EmptyState, ProductSwitcher, Skeleton, Toaster } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { Images } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { GridSkeleton, OwnPictures } from '../pictures/own-pictures.tsx'

export function ImgApp() {
  const say = useWords()
  return (
    <div className="mx-auto max-w-7xl px-4 pb-16 md:px-8">
      <a
        href="#content"
        className="bg-raised rounded-control absolute -top-20 left-4 z-50 px-4 py-3 focus-visible:top-2"
      >
        {say('skipToContent')}
      </a>
      <header className="flex h-17 items-center">
        <div className="mr-auto -ml-2.5">
          <ProductSwitcher product="img" />
        </div>
        <AccountMenu />
      </header>
      <main id="content" tabIndex={-1} className="outline-none">
        <Content />
      </main>
      <Toaster />
    </div>
  )
}

function Content() {
  const { status, user } = useSession()
  if (status === 'loading') return <Loading />
  return user ? <OwnPictures user={user} /> : <Welcome />
}

function Loading() {
  return (
    <>
      <Skeleton className="mt-6 mb-10 h-8 w-48" />
      <GridSkeleton />
    </>
  )
}

function Welcome() {
  const say = useWords()
  const { signIn } = useSession()
  return (
    <div className="py-16">
      <EmptyState
        level={1}
        icon={<Images />}
        title={say('welcome.title')}
        action={<Button onClick={() => signIn()}>{say('welcome.signIn')}</Button>}
      >
        {say('welcome.text')}
      </EmptyState>
    </div>
  )
}
