import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { paths } from '../api.gen.ts'
import { useOwn } from '../shell/own.ts'

type Apps = paths['/api/account/apps']['get']['responses'][200]['content']['application/json']
export type ConnectedApp = Apps['items'][number]

const key = ['connected-apps']

export function useConnectedApps() {
  const { api } = useOwn()
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.GET('/api/account/apps', { signal })).data!,
  })
}

/** Takes back what one has allowed an app; the list shows it at once. */
export function useDisconnection() {
  const { api } = useOwn()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (clientId: string) => {
      await api.DELETE('/api/account/apps/{clientId}', { params: { path: { clientId } } })
    },
    onSuccess: (_done, clientId) =>
      queryClient.setQueryData<Apps>(
        key,
        (list) => list && { items: list.items.filter((app) => app.clientId !== clientId) },
      ),
  })
}
