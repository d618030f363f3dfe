import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { usePersonShown } from '../people/use-people.ts'
import { useOwn } from '../shell/own.ts'

/** What would go with an account: one's own, or this person's. Asked anew whenever it is shown. */
export function useDeletion(personId?: string) {
  const { api } = useOwn()
  return useQuery({
    queryKey: ['deletion', personId],
    queryFn: async ({ signal }) =>
      personId === undefined
        ? (await api.GET('/api/account/deletion', { signal })).data!
        : (await api.GET('/api/people/{personId}/deletion', { params: { path: { personId } }, signal })).data!,
    staleTime: 0,
    gcTime: 0,
  })
}

export type Deletion = NonNullable<ReturnType<typeof useDeletion>['data']>

/** Until when an account that is deleted now could be brought back; undefined where it could not. */
export function keptUntil({ keptDays }: Deletion) {
  return keptDays > 0 ? new Date(Date.now() + keptDays * 86_400_000) : undefined
}

/** Deletes one's own account, and leaves: the session has ended with it. */
export function useOwnDeletion() {
  const { api } = useOwn()
  return useMutation({
    mutationFn: async (body: { currentPassword: string }) => (await api.POST('/api/account/deletion', { body })).data!,
    onSuccess: ({ goneAt }) => location.replace(`/deleted?${new URLSearchParams({ until: goneAt }).toString()}`),
  })
}

export function usePersonDeletion() {
  const { api } = useOwn()
  const shown = usePersonShown()
  return useMutation({
    mutationFn: async ({ personId, music }: { personId: string; music: 'delete' | 'keep' }) =>
      (await api.DELETE('/api/people/{personId}', { params: { path: { personId }, query: { music } } })).data!,
    onSuccess: shown,
  })
}

export function usePersonRestoring() {
  const { api } = useOwn()
  const queryClient = useQueryClient()
  const shown = usePersonShown()
  return useMutation({
    mutationFn: async (personId: string) =>
      (await api.POST('/api/people/{personId}/restore', { params: { path: { personId } } })).data!,
    onSuccess: shown,
    // Perhaps its time was over a moment ago: then it is not in the list any more.
    onError: () => queryClient.invalidateQueries({ queryKey: ['people'] }),
  })
}
