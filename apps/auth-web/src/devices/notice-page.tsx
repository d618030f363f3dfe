import { Button, Skeleton } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useWords } from '../i18n/words.ts'
import { openApi } from '../open-api.ts'
import { DoorFrame } from '../shell/door-frame.tsx'

const route = getRouteApi('/notice')

/** Between a sign-in and where it leads: what the person has to be told first. */
export function NoticePage() {
  const say = useWords()
  const formats = useFormats()
  const { interaction: uid = '' } = route.useSearch()
  const params = { path: { uid } }
  const told = useQuery({
    queryKey: ['sign-in-notices', uid],
    queryFn: async () => (await openApi.GET('/interaction/{uid}/notices', { params })).data!,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const goOn = useMutation({
    mutationFn: async (to: string) => {
      // What could not be marked as read is told once more, which is better than to keep anyone here.
      await openApi.POST('/interaction/{uid}/notices/seen', { params }).catch(() => undefined)
      return to
    },
    onSuccess: (to) => location.assign(to),
  })
  useEffect(() => {
    if (told.isError) location.replace('/')
  }, [told.isError])
  if (!told.data) {
    return (
      <DoorFrame title={say('devices.noticeTitle')}>
        <Skeleton className="h-32 w-full" />
      </DoorFrame>
    )
  }
  const { items, redirectTo } = told.data
  return (
    <DoorFrame title={say('devices.noticeTitle')}>
      <div className="grid gap-5">
        <ul className="grid gap-2">
          {items.map(({ id, at }) => (
            <li key={id}>{say('devices.copied', { date: formats.date(at) })}</li>
          ))}
        </ul>
        <p className="text-muted">{say('devices.copiedText')}</p>
        <Button className="w-full" busy={goOn.isPending || goOn.isSuccess} onClick={() => goOn.mutate(redirectTo)}>
          {say('devices.goOn')}
        </Button>
      </div>
    </DoorFrame>
  )
}
