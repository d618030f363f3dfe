import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import type { paths } from '../api.gen.ts'
import { useOwn } from '../shell/own.ts'

type Page = paths['/api/people']['get']['responses'][200]['content']['application/json']
export type Person = Page['items'][number]
export type Role = Person['role']
export const roles: readonly Role[] = ['owner', 'admin', 'artist', 'listener']

const key = ['people']

/** @param q what names or addresses have in them; empty for everyone */
export function usePeople(q: string) {
  const { api } = useOwn()
  return useInfiniteQuery({
    queryKey: [...key, q],
    queryFn: async ({ pageParam, signal }) =>
      (await api.GET('/api/people', { params: { query: { q: q || undefined, limit: 50, cursor: pageParam } }, signal }))
        .data!,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  })
}

/** How a person signs in, as it is now. */
export function usePersonDetails(id: string | undefined) {
  const { api } = useOwn()
  return useQuery({
    queryKey: ['person', id],
    enabled: id !== undefined,
    staleTime: 0,
    // Of one who is gone for good the audit log still has lines.
    retry: false,
    queryFn: async ({ signal }) =>
      (await api.GET('/api/people/{personId}', { params: { path: { personId: id! } }, signal })).data!,
  })
}

export function useSessionsEnding() {
  const { api } = useOwn()
  return useMutation({
    mutationFn: (personId: string) =>
      api.POST('/api/people/{personId}/end-sessions', { params: { path: { personId } } }),
  })
}

/** Changes a person's role, or disables or enables the account; the list shows what the server then says. */
export function usePersonChange() {
  const { api } = useOwn()
  const shown = usePersonShown()
  return useMutation({
    mutationFn: async ({ id, ...body }: { id: string; role?: Role; disabled?: boolean }) =>
      (await api.PATCH('/api/people/{personId}', { params: { path: { personId: id } }, body })).data!,
    onSuccess: shown,
  })
}

/** @returns a function that shows a person in the list as the server says */
export function usePersonShown() {
  const queryClient = useQueryClient()
  return (person: Person) =>
    queryClient.setQueriesData<InfiniteData<Page>>(
      { queryKey: key },
      (list) =>
        list && {
          ...list,
          pages: list.pages.map((page) => ({
            ...page,
            items: page.items.map((one) => (one.id === person.id ? person : one)),
          })),
        },
    )
}
