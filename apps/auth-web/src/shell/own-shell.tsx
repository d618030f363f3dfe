import { AccountMenu, ProductSwitcher, Skeleton, StatusBanner, Toaster } from '@bell/ui'
import { SessionProvider, useSession } from '@bell/ui/session'
import { useQueryClient } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { OwnNav } from './own-nav.tsx'
import { createOwn, OwnContext } from './own.ts'
import { Welcome } from './welcome.tsx'

/** What surrounds the pages of those who are signed in. */
export function OwnShell() {
  const [own] = useState(createOwn)
  return (
    <SessionProvider session={own.session} queryClient={useQueryClient()}>
      <OwnContext value={own}>
        <Shell />
        <Toaster />
      </OwnContext>
    </SessionProvider>
  )
}

function Shell() {
  const say = useWords()
  const { status, user } = useSession()
  const looksAfterPeople = user?.roles.some((role) => role === 'owner' || role === 'admin') ?? false
  if (status !== 'loading' && !user) return <Welcome />
  return (
    <div className="mx-auto max-w-4xl px-4 pb-16 md:px-8">
      <a
        href="#content"
        className="bg-raised rounded-control absolute -top-20 left-4 z-50 px-4 py-3 focus-visible:top-2"
      >
        {say('nav.skip')}
      </a>
      <header className="flex h-17 items-center gap-2">
        <div className="-ml-2.5">
          <ProductSwitcher product="auth" />
        </div>
        <div className="ml-auto">
          <AccountMenu />
        </div>
      </header>
      <div className="-mx-4 md:-mx-8">
        <StatusBanner />
      </div>
      {looksAfterPeople && <OwnNav />}
      <main id="content" tabIndex={-1} className="outline-none">
        {user ? <Outlet /> : <PageSkeleton />}
      </main>
    </div>
  )
}

function PageSkeleton() {
  return (
    <div className="grid gap-5 pt-8" aria-busy>
      <Skeleton className="h-8 w-40" />
      <Skeleton className="h-44 w-full" />
      <Skeleton className="h-44 w-full" />
    </div>
  )
}
