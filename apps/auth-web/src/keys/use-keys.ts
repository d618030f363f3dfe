import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { paths } from '../api.gen.ts'
import { useOwn } from '../shell/own.ts'

type Keys = paths['/api/keys']['get']['responses'][200]['content']['application/json']
export type Key = Keys['items'][number]

const key = ['keys']

/** The signing keys; their states change by themselves, so they are asked for again each minute. */
export function useKeys() {
  const { api } = useOwn()
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.GET('/api/keys', { signal })).data!,
    refetchInterval: 60_000,
  })
}

/** Begins a rotation; with `now` every key is withdrawn at once. */
export function useRotation() {
  const { api } = useOwn()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (body: { now: boolean }) => (await api.POST('/api/keys/rotate', { body })).data!,
    onSuccess: (keys) => queryClient.setQueryData(key, keys),
  })
}
