import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import type { paths } from '../api.gen.ts'
import { useOwn } from '../shell/own.ts'

type Page = paths['/api/clients']['get']['responses'][200]['content']['application/json']
export type Client = Page['items'][number]
export type ClientKind = Client['kind']
export type NewClient = NonNullable<paths['/api/clients']['post']['requestBody']>['content']['application/json']
export type ClientChange = NonNullable<
  paths['/api/clients/{clientId}']['patch']['requestBody']
>['content']['application/json']

const key = ['clients']

export function useClients() {
  const { api } = useOwn()
  return useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam, signal }) =>
      (await api.GET('/api/clients', { params: { query: { limit: 50, cursor: pageParam } }, signal })).data!,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  })
}

export function useClientAdding() {
  const { api } = useOwn()
  return useMutation({
    mutationFn: async (body: NewClient) => (await api.POST('/api/clients', { body })).data!,
    onSuccess: useListAgain(),
  })
}

export function useClientChange() {
  const { api } = useOwn()
  return useMutation({
    mutationFn: async ({ clientId, ...body }: ClientChange & { clientId: string }) =>
      (await api.PATCH('/api/clients/{clientId}', { params: { path: { clientId } }, body })).data!,
    onSuccess: useListAgain(),
  })
}

export function useSecretRotation() {
  const { api } = useOwn()
  return useMutation({
    mutationFn: async ({ clientId, keepOldHours }: { clientId: string; keepOldHours: number }) =>
      (
        await api.POST('/api/clients/{clientId}/secret', {
          params: { path: { clientId } },
          body: { keepOldHours },
        })
      ).data!,
    onSuccess: useListAgain(),
  })
}

export function useClientRemoval() {
  const { api } = useOwn()
  return useMutation({
    mutationFn: async (clientId: string) => {
      await api.DELETE('/api/clients/{clientId}', { params: { path: { clientId } } })
    },
    onSuccess: useListAgain(),
  })
}

function useListAgain() {
  const queryClient = useQueryClient()
  return () => queryClient.invalidateQueries({ queryKey: key })
}
