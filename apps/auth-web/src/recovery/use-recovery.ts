import { useQuery } from '@tanstack/react-query'
import { openApi } from '../open-api.ts'

/** Whether letters are sent here. */
export function useRecovery() {
  return useQuery({ queryKey: ['recovery'], queryFn: async () => (await openApi.GET('/api/recovery')).data! })
}
