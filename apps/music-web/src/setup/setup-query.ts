/** Whether AuthBell still waits for its first account. */
export function setupQuery(authOrigin: string) {
  return {
    queryKey: ['setup', authOrigin],
    queryFn: async (): Promise<{ needed: boolean }> => {
      const response = await fetch(`${authOrigin}/api/setup`)
      if (!response.ok) throw new Error(`/api/setup answered ${response.status}`)
      return (await response.json()) as { needed: boolean }
    },
    retry: false,
  } as const
}
