import { ApiProblem } from '@bell/ui/session'

const endpoint = '/oidc/device'

/** What the endpoint of the device flow says: a `problem`, or the app whose device shows this code. */
interface Answer {
  /** Goes with the next form: only a page of this origin can have read it. */
  xsrf?: string
  problem?: DeviceProblem
  client?: { name: string }
  userCode?: string
}

export type DeviceProblem = 'not_found' | 'expired' | 'used' | 'cancelled' | 'too_many' | 'failed'

/** An app that waits on a device, and what the form that goes on needs. */
export interface WaitingDevice {
  app: string
  userCode: string
  xsrf: string
}

/** Looks a code up. @returns the device that shows it, or what is wrong */
export async function findDevice(typed: string): Promise<WaitingDevice | DeviceProblem> {
  const { xsrf = '' } = await ask('GET')
  const answer = await ask('POST', { xsrf, user_code: typed })
  if (!answer.client || !answer.userCode) return answer.problem ?? 'failed'
  return { app: answer.client.name, userCode: answer.userCode, xsrf: answer.xsrf ?? '' }
}

/** Tells the device that the person said no. */
export async function refuseDevice({ userCode, xsrf }: WaitingDevice): Promise<void> {
  await ask('POST', { xsrf, user_code: userCode, abort: 'yes' })
}

async function ask(method: 'GET' | 'POST', fields?: Record<string, string>): Promise<Answer> {
  const response = await fetch(endpoint, {
    method,
    headers: { accept: 'application/json' },
    ...(fields && { body: new URLSearchParams(fields) }),
  }).catch((cause: unknown) => {
    throw new ApiProblem(0, { code: 'network' }, cause)
  })
  return response.ok ? ((await response.json()) as Answer) : { problem: 'failed' }
}
