import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { paths } from '../api.gen.ts'
import { useOwn } from '../shell/own.ts'

type States = paths['/api/events-state']['get']['responses'][200]['content']['application/json']
type Letters = paths['/api/dead-letters/{service}']['get']['responses'][200]['content']['application/json']
export type ServiceState = States['items'][number]
export type SearchState = NonNullable<States['search']>
export type Service = ServiceState['service']
export type DeadLetter = Letters['items'][number]

const stateKey = ['events-state']
const lettersKey = (service: Service) => ['dead-letters', service]

/** How far behind the events of each service are; they move, so they are asked for again and again. */
export function useEventsState() {
  const { api } = useOwn()
  return useQuery({
    queryKey: stateKey,
    queryFn: async ({ signal }) => (await api.GET('/api/events-state', { signal })).data!,
    refetchInterval: 5000,
  })
}

/** What consumers of a service could not take, newest first. */
export function useDeadLetters(service: Service) {
  const { api } = useOwn()
  return useInfiniteQuery({
    queryKey: lettersKey(service),
    queryFn: async ({ pageParam, signal }) => {
      const params = { path: { service }, query: { cursor: pageParam } }
      return (await api.GET('/api/dead-letters/{service}', { params, signal })).data!
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    staleTime: 0,
  })
}

/** Gives a dead letter to its consumer again. */
export function useReplay(service: Service) {
  const { api } = useOwn()
  const changed = useLettersChanged(service)
  return useMutation({
    mutationFn: async (id: string) =>
      (await api.POST('/api/dead-letters/{service}/{id}/replay', { params: { path: { service, id } } })).data!,
    onSettled: changed,
  })
}

export function useDiscarding(service: Service) {
  const { api } = useOwn()
  const changed = useLettersChanged(service)
  return useMutation({
    mutationFn: async (id: string) =>
      void (await api.DELETE('/api/dead-letters/{service}/{id}', { params: { path: { service, id } } })),
    onSettled: changed,
  })
}

function useLettersChanged(service: Service) {
  const queryClient = useQueryClient()
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: lettersKey(service) }),
      queryClient.invalidateQueries({ queryKey: stateKey }),
    ])
}

/** Lets a consumer read again what was published since then. */
export function useRereading(service: Service) {
  const { api } = useOwn()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (body: { consumer: string; since: string }) =>
      (await api.POST('/api/reread/{service}', { params: { path: { service } }, body })).data!,
    onSettled: () => queryClient.invalidateQueries({ queryKey: stateKey }),
  })
}
