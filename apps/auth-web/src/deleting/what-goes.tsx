import { ErrorState, productName, Skeleton } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useWords } from '../i18n/words.ts'
import { keptUntil, type Deletion, type useDeletion } from './use-deletion.ts'

/** What goes with an account, and until when it can come back. */
export function WhatGoes({ deletion }: { deletion: ReturnType<typeof useDeletion> }) {
  if (deletion.isError) return <ErrorState error={deletion.error} onRetry={() => void deletion.refetch()} />
  // As high as what follows, so that the buttons stay where they are.
  if (!deletion.data) return <Skeleton className="h-28 w-full" />
  return <Goes deletion={deletion.data} />
}

function Goes({ deletion }: { deletion: Deletion }) {
  const say = useWords()
  const formats = useFormats()
  const { tracks, artists, images } = deletion
  const until = keptUntil(deletion)
  return (
    <div className="grid gap-3">
      <ul className="list-disc pl-5">
        {tracks === null || artists === null ? (
          <Unknown product={productName('music')} />
        ) : (
          <>
            <li>{tracks === 0 ? say('deleting.noTracks') : say('deleting.tracks', { count: tracks })}</li>
            {artists > 0 && <li>{say('deleting.artists', { count: artists })}</li>}
          </>
        )}
        {images === null ? (
          <Unknown product={productName('img')} />
        ) : (
          images > 0 && <li>{say('deleting.images', { count: images })}</li>
        )}
        <li>{say('deleting.history')}</li>
      </ul>
      <p>{until ? say('deleting.until', { date: formats.date(until) }) : <strong>{say('deleting.forGood')}</strong>}</p>
    </div>
  )
}

function Unknown({ product }: { product: string }) {
  const say = useWords()
  return <li>{say('deleting.unknown', { product })}</li>
}
