import { startRegistration } from '@simplewebauthn/browser'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { paths } from '../api.gen.ts'
import { useConfirmed } from '../confirmation/confirmed.ts'
import { useOwn } from '../shell/own.ts'

type List = paths['/api/account/passkeys']['get']['responses'][200]['content']['application/json']
export type Passkey = List['items'][number]
export type NewPasskeyOptions = Parameters<typeof startRegistration>[0]['optionsJSON']

const key = ['passkeys']

export function usePasskeys() {
  const { api } = useOwn()
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.GET('/api/account/passkeys', { signal })).data!.items,
  })
}

/** What the browser is to ask for a new passkey. */
export function usePasskeyOptions() {
  const { api } = useOwn()
  const confirmed = useConfirmed()
  return useMutation({
    mutationFn: async () => {
      const { data } = await confirmed(() => api.POST('/api/account/passkeys/options'))
      return data as unknown as NewPasskeyOptions
    },
  })
}

export function usePasskeyAdding() {
  const { api } = useOwn()
  const change = useListChange()
  return useMutation({
    mutationFn: async ({ name, options }: { name: string; options: NewPasskeyOptions }) => {
      const response = await startRegistration({ optionsJSON: options })
      return (await api.POST('/api/account/passkeys', { body: { name, response } })).data!
    },
    onSuccess: (passkey) => change((list) => [...list, passkey]),
  })
}

export function usePasskeyRenaming() {
  const { api } = useOwn()
  const change = useListChange()
  return useMutation({
    mutationFn: async ({ id, name }: { id: string; name: string }) =>
      (await api.PATCH('/api/account/passkeys/{passkeyId}', { params: { path: { passkeyId: id } }, body: { name } }))
        .data!,
    onSuccess: (passkey) => change((list) => list.map((one) => (one.id === passkey.id ? passkey : one))),
  })
}

export function usePasskeyRemoving() {
  const { api } = useOwn()
  const confirmed = useConfirmed()
  const change = useListChange()
  return useMutation({
    mutationFn: (id: string) =>
      confirmed(() => api.DELETE('/api/account/passkeys/{passkeyId}', { params: { path: { passkeyId: id } } })),
    onSuccess: (_done, id) => change((list) => list.filter((one) => one.id !== id)),
  })
}

function useListChange() {
  const queryClient = useQueryClient()
  return (change: (list: Passkey[]) => Passkey[]) =>
    queryClient.setQueryData<Passkey[]>(key, (list) => list && change(list))
}
