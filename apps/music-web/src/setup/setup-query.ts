import type { Family } from '@bell/ui'

/** Whether AuthBell, wherever it is, still waits for its first account. */
export const setupQuery = {
  queryKey: ['setup'],
  queryFn: async (): Promise<{ needed: boolean }> => {
    const { products } = await fetchJson<{ products: Family }>('/api/site')
    return fetchJson<{ needed: boolean }>(`${products.auth}/api/setup`)
  },
  retry: false,
} as const

async function fetchJson<T>(address: string): Promise<T> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${address} answered ${response.status}`)
  return (await response.json()) as T
}
