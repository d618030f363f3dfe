import { LanguageAndTheme, Mark } from '@bell/ui'
import type { ReactNode } from 'react'
import { usePageTitle } from './page-title.ts'

/** The calm frame of what happens at the door: one column, the bell, one thing to do. */
export function DoorFrame({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  usePageTitle(title)
  return (
    <div className="flex min-h-dvh flex-col">
      <main className="mx-auto grid w-full max-w-sm flex-1 content-center px-5 py-10">
        <Mark product="auth" size={44} label="AuthBell" />
        <h1 className="mt-6 text-xl font-[750]">{title}</h1>
        {/* Two lines are kept, so that what is fetched for it moves nothing. */}
        <div className="text-muted mt-2 min-h-6 text-base">{lead}</div>
        <div className="mt-6">{children}</div>
      </main>
      <footer className="flex justify-center px-5 pb-6">
        <LanguageAndTheme />
      </footer>
    </div>
  )
}
