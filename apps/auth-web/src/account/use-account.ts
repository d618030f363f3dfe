import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Language } from '@bell/ui/i18n'
import type { paths } from '../api.gen.ts'
import { useOwn } from '../shell/own.ts'

export type Account = paths['/api/account']['get']['responses'][200]['content']['application/json']

const key = ['account']

export function useAccount() {
  const { api } = useOwn()
  return useQuery({ queryKey: key, queryFn: async ({ signal }) => (await api.GET('/api/account', { signal })).data! })
}

export function useAccountChange() {
  const { api } = useOwn()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (body: { name?: string; language?: Language }) =>
      (await api.PATCH('/api/account', { body })).data!,
    onSuccess: (account) => queryClient.setQueryData(key, account),
  })
}
