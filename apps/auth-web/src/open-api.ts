import { createApi } from '@bell/ui/api'
import { ApiProblem } from '@bell/ui/session'
import type { paths } from './api.gen.ts'

/**
 * The calls that need no session: signing in, setting up, joining. The header tells AuthBell that they come from its
 * own page. An error answer is thrown as an ApiProblem.
 */
export const openApi = createApi<paths>({
  async fetchAs(input, init) {
    const request = new Request(input, init)
    request.headers.set('X-Requested-With', 'bell')
    const response = await fetch(request).catch((cause: unknown) => {
      throw new ApiProblem(0, { code: 'network' }, cause)
    })
    if (response.ok) return response
    const body: unknown = await response.json().catch(() => ({}))
    throw new ApiProblem(response.status, { ...(body as Record<string, unknown>) })
  },
})
