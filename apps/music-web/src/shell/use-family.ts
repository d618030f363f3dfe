import { familyOrigins, type Family } from '@bell/ui'
import { useQuery } from '@tanstack/react-query'
import { fetchSite } from '../api/music-api.ts'

export const siteQuery = { queryKey: ['site'], queryFn: fetchSite, staleTime: Number.POSITIVE_INFINITY, retry: 1 } as const

/** Where the three sites are, as the server says; by their usual names until it has answered. */
export function useFamily(): Family {
  const { data } = useQuery(siteQuery)
  return data?.products ?? familyOrigins()
}
