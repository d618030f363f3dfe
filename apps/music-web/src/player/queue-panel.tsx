import { Button, EmptyState, Skeleton, toast } from '@bell/ui'
import { ListMusic } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { say as sayNow, useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '../store.ts'
import type { Player } from './player.ts'
import { queueFailed } from './queue-failed.ts'

// An empty queue needs no rows; the first page of a new installation is spared them.
const QueueRows = lazy(() => import('./queue-rows.tsx').then((m) => ({ default: m.QueueRows })))

/** The queue, beside the page or in the full-screen player. */
export function QueuePanel({ className = '' }: { className?: string }) {
  const say = useWords()
  const { player } = useMusic()
  const count = useStore(player.queue, ({ queue }) => queue.items.length)
  const known = useStore(player.queue, (state) => state.known)
  return (
    <section aria-label={say('player.queue')} className={`flex min-h-0 flex-col ${className}`}>
      <header className="flex h-17 flex-none items-center gap-3 px-4">
        <h2 className="text-base font-bold">{say('player.queue')}</h2>
        {count > 0 && <span className="text-muted text-xs">{say('queue.length', { count })}</span>}
        {count > 0 && (
          <Button variant="plain" size="sm" className="ml-auto" onClick={() => clearQueue(player)}>
            {say('queue.clear')}
          </Button>
        )}
      </header>
      {!known ? (
        <QueueSkeleton />
      ) : count === 0 ? (
        <EmptyState icon={<ListMusic aria-hidden />} title={say('queue.empty')}>
          {say('queue.emptyHint')}
        </EmptyState>
      ) : (
        <Suspense>
          <QueueRows />
        </Suspense>
      )}
    </section>
  )
}

function QueueSkeleton() {
  return (
    <div aria-busy className="grid gap-4 px-4 pt-2">
      {[0, 1, 2, 3].map((row) => (
        <div key={row} className="flex items-center gap-3">
          <Skeleton className="size-10" />
          <div className="grid gap-2">
            <Skeleton className="h-3.5 w-36" />
            <Skeleton className="h-3 w-24" />
          </div>
        </div>
      ))}
    </div>
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
