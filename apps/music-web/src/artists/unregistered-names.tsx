import { Button } from '@bell/ui'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { artistKeys } from './artist-keys.ts'
import { bindName } from './bind-name.ts'

const batch = 12

/** Names that tracks bear and no artist: each becomes one with a click. */
export function UnregisteredNames() {
  const say = useWords()
  const { api } = useMusic()
  const names = useInfiniteQuery({
    queryKey: artistKeys.unregistered,
    queryFn: ({ pageParam }) => api.unregisteredNames(batch, pageParam),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const list = names.data?.pages.flatMap((page) => page.items) ?? []
  if (list.length === 0) return null
  return (
    <section aria-labelledby="unregistered" className="mt-12">
      <h2 id="unregistered" className="text-lg font-bold">
        {say('artists.unregistered')}
      </h2>
      <p className="text-muted mt-1 mb-3 max-w-prose">{say('artists.unregisteredText')}</p>
      <ul className="grid gap-x-8 @2xl:grid-cols-2">
        {list.map((item) => (
          <UnregisteredName key={item.name} {...item} />
        ))}
      </ul>
      {names.hasNextPage && (
        <Button
          variant="quiet"
          size="sm"
          className="mt-3"
          busy={names.isFetchingNextPage}
          onClick={() => void names.fetchNextPage()}
        >
          {say('artists.moreNames')}
        </Button>
      )}
    </section>
  )
}

function UnregisteredName({ name, trackCount }: { name: string; trackCount: number }) {
  const say = useWords()
  const app = useMusic()
  const binding = useMutation({ mutationFn: () => bindName(app, { name }) })
  return (
    <li className="border-line flex min-h-14 items-center gap-3 border-b py-1.5">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-semibold">{name}</span>
        <span className="text-muted block text-xs">{say('artists.tracks', { count: trackCount })}</span>
      </span>
      <Button
        variant="quiet"
        size="sm"
        icon={<UserPlus className="!size-4" />}
        busy={binding.isPending}
        aria-label={say('artists.registerNamed', { name })}
        onClick={() => binding.mutate()}
      >
        {say('artists.register')}
      </Button>
    </li>
  )
}
