import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import type { paths } from '../api.gen.ts'
import { useOwn } from '../shell/own.ts'

type Page = paths['/api/invitations']['get']['responses'][200]['content']['application/json']
export type Invitation = Page['items'][number]
export type NewInvitation = NonNullable<paths['/api/invitations']['post']['requestBody']>['content']['application/json']

const key = ['invitations']

export function useInvitations() {
  const { api } = useOwn()
  return useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam, signal }) =>
      (await api.GET('/api/invitations', { params: { query: { limit: 50, cursor: pageParam } }, signal })).data!,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  })
}

export function useInvite() {
  const { api } = useOwn()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (body: NewInvitation) => (await api.POST('/api/invitations', { body })).data!,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: key }),
  })
}

export function useRevocation() {
  const { api } = useOwn()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (invitationId: string) => {
      await api.DELETE('/api/invitations/{invitationId}', { params: { path: { invitationId } } })
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: key }),
  })
}
