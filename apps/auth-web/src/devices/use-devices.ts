import { useSession } from '@bell/ui/session'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { paths } from '../api.gen.ts'
import { useOwn } from '../shell/own.ts'

type Devices = paths['/api/account/sessions']['get']['responses'][200]['content']['application/json']
export type Device = Devices['items'][number]

const key = ['devices']
const noticesKey = ['notices']

export function useDevices() {
  const { api } = useOwn()
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.GET('/api/account/sessions', { signal })).data!,
  })
}

export function useDeviceEnding() {
  const { api } = useOwn()
  const keep = useKeeping()
  return useMutation({
    mutationFn: async ({ id }: Device) => {
      await api.DELETE('/api/account/sessions/{deviceId}', { params: { path: { deviceId: id } } })
    },
    onSuccess: (_done, ended) => keep((device) => device.id !== ended.id),
  })
}

/** Ends all the others, and with `this` the one that asks too, by signing out. */
export function useEndingEverywhere() {
  const { api } = useOwn()
  const { signOut } = useSession()
  const keep = useKeeping()
  return useMutation({
    mutationFn: async (including: 'others' | 'this') => {
      await api.POST('/api/account/sessions/end-all', { body: { including: 'others' } })
      if (including === 'this') await signOut()
    },
    onSuccess: (_done, including) => including === 'others' && keep((device) => device.current),
  })
}

/** What one has not been told yet, and saying that one has read it. */
export function useNotices() {
  const { api } = useOwn()
  const queryClient = useQueryClient()
  const notices = useQuery({
    queryKey: noticesKey,
    queryFn: async ({ signal }) => (await api.GET('/api/account/notices', { signal })).data!,
  })
  const seen = useMutation({
    mutationFn: async () => void (await api.POST('/api/account/notices/seen')),
    onSuccess: () => queryClient.setQueryData(noticesKey, { items: [] }),
  })
  return { notices: notices.data?.items ?? [], seen }
}

function useKeeping() {
  const queryClient = useQueryClient()
  return (isKept: (device: Device) => boolean) =>
    queryClient.setQueryData<Devices>(key, (list) => list && { items: list.items.filter(isKept) })
}
