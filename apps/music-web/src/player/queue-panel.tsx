import { Button, EmptyState, toast } from '@bell/ui'
import { ListMusic } from 'lucide-react'
import { say as sayNow, useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '../store.ts'
import type { Player } from './player.ts'
import { QueueRows } from './queue-rows.tsx'
import { queueFailed } from './queue-failed.ts'

/** The queue, beside the page or in the full-screen player. */
export function QueuePanel({ className = '' }: { className?: string }) {
  const say = useWords()
  const { player } = useMusic()
  const count = useStore(player.queue, ({ queue }) => queue.items.length)
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
      {count === 0 ? (
        <EmptyState icon={<ListMusic aria-hidden />} title={say('queue.empty')}>
          {say('queue.emptyHint')}
        </EmptyState>
      ) : (
        <QueueRows />
      )}
    </section>
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
