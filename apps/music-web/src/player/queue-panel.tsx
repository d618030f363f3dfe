import { Button, EmptyState, Tabs, toast } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { ListMusic } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { say as sayNow, useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'
import type { Player } from './player.ts'
import { queueFailed } from './queue-failed.ts'
import { QueueSkeleton } from './queue-skeleton.tsx'

// An empty queue needs no rows; the first page of a new installation is spared them.
const QueueRows = lazy(() => import('./queue-rows.tsx').then((m) => ({ default: m.QueueRows })))
const RecentRows = lazy(() => import('./recent-rows.tsx').then((m) => ({ default: m.RecentRows })))

/** The queue and what was played, beside the page or, under a label of its own, in the full-screen player. */
export function QueuePanel({ label, className = '' }: { label?: string; className?: string }) {
  const say = useWords()
  const { user } = useSession()
  const [tab, setTab] = useState<'queue' | 'recent'>('queue')
  return (
    <section aria-label={label ?? say('player.queue')} className={`flex min-h-0 flex-col ${className}`}>
      <h2 className="sr-only">{say('player.lists')}</h2>
      <Tabs
        label={say('player.lists')}
        value={tab}
        onValueChange={setTab}
        className="flex min-h-0 flex-1 flex-col"
        listClassName="m-4 mb-2 flex-none self-stretch"
        panelClassName="flex min-h-0 flex-1 flex-col"
        items={[
          { value: 'queue', label: say('player.queue'), content: <QueueList /> },
          // What was played is remembered of those who have an account.
          ...(user ? [{ value: 'recent', label: say('player.recent'), content: <RecentList /> } as const] : []),
        ]}
      />
    </section>
  )
}

export function QueueList() {
  const say = useWords()
  const { player } = useMusic()
  const count = useStore(player.queue, ({ queue }) => queue.items.length)
  const known = useStore(player.queue, (state) => state.known)
  if (!known) return <QueueSkeleton />
  if (count === 0) {
    return (
      <EmptyState icon={<ListMusic aria-hidden />} title={say('queue.empty')}>
        {say('queue.emptyHint')}
      </EmptyState>
    )
  }
  return (
    <>
      <header className="flex flex-none items-center gap-3 px-4 pb-1">
        <span className="text-muted text-xs">{say('queue.length', { count })}</span>
        <Button variant="plain" size="sm" className="ml-auto" onClick={() => clearQueue(player)}>
          {say('queue.clear')}
        </Button>
      </header>
      <Suspense fallback={<QueueSkeleton />}>
        <QueueRows />
      </Suspense>
    </>
  )
}

export function RecentList() {
  return (
    <Suspense fallback={<QueueSkeleton />}>
      <RecentRows />
    </Suspense>
  )
}

/** Clears at once and offers the way back. */
function clearQueue(player: Player) {
  const { items } = player.queue.get().queue
  const { item } = player.state.get()
  const at = player.position.get().seconds
  player.clear().then(
    () =>
      toast(sayNow('queue.cleared'), {
        undo: () => void player.restoreQueue(items, item?.itemId, at).catch(queueFailed),
      }),
    queueFailed,
  )
}
