import { useEvent } from '@bell/ui/events'
import { useSession } from '@bell/ui/session'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DemoState } from '../api/shapes.ts'
import { useMusic } from '../music-context.ts'
import { mayManageDemo } from './may-manage-demo.ts'

const key = ['demo']

/** How the demonstration catalogue stands, kept up by the event stream, and what may be done about it. */
export function useDemo() {
  const { api, events } = useMusic()
  const { user } = useSession()
  const client = useQueryClient()
  const mayManage = mayManageDemo(user)
  const { data } = useQuery({ queryKey: key, queryFn: () => api.demo(), enabled: mayManage })

  useEvent<DemoState>(events, 'demo', (state) => {
    const before = client.getQueryData<DemoState>(key)
    client.setQueryData(key, state)
    // The lists of artists and albums are told of nothing else while it grows.
    const grown = state.state === 'making' ? state.done % 6 === 0 : before?.state !== state.state
    if (grown) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== key[0] })
  })

  const load = useMutation({ mutationFn: () => api.loadDemo(), onSuccess: (state) => client.setQueryData(key, state) })
  const remove = useMutation({
    mutationFn: () => api.removeDemo(),
    onSuccess: () => client.invalidateQueries(),
  })
  return { state: mayManage ? data : undefined, load, remove }
}
