import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useConfirmed } from '../confirmation/confirmed.ts'
import { useOwn } from '../shell/own.ts'

const key = ['second-factor']

export function useSecondFactor() {
  const { api } = useOwn()
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.GET('/api/account/second-factor', { signal })).data!,
  })
}

/** The secret for the authenticator app. */
export function useSetup() {
  const { api } = useOwn()
  const confirmed = useConfirmed()
  return useMutation({
    mutationFn: async () => (await confirmed(() => api.POST('/api/account/second-factor/setup'))).data!,
  })
}

/** Turns it on with a code of the app. @returns the recovery codes */
export function useTurningOn() {
  const { api } = useOwn()
  const confirmed = useConfirmed()
  const changed = useChanged()
  return useMutation({
    mutationFn: async (code: string) =>
      (await confirmed(() => api.POST('/api/account/second-factor', { body: { code } }))).data!.recoveryCodes,
    onSuccess: changed,
  })
}

export function useTurningOff() {
  const { api } = useOwn()
  const confirmed = useConfirmed()
  const changed = useChanged()
  return useMutation({
    mutationFn: () => confirmed(() => api.DELETE('/api/account/second-factor')),
    onSuccess: changed,
  })
}

/** For one who has lost app and codes, by those who look after the people. */
export function useTurningOffFor() {
  const { api } = useOwn()
  return useMutation({
    mutationFn: (personId: string) =>
      api.DELETE('/api/people/{personId}/second-factor', { params: { path: { personId } } }),
  })
}

export function useNewRecoveryCodes() {
  const { api } = useOwn()
  const confirmed = useConfirmed()
  const changed = useChanged()
  return useMutation({
    mutationFn: async () =>
      (await confirmed(() => api.POST('/api/account/second-factor/recovery-codes'))).data!.recoveryCodes,
    onSuccess: changed,
  })
}

function useChanged() {
  const queryClient = useQueryClient()
  return () => void queryClient.invalidateQueries({ queryKey: key })
}
