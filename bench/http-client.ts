import { request, type Agent } from 'node:http'

export interface Answer {
  status: number
  location: string | undefined
  body: string
}

/** A browser as far as a benchmark needs one: cookies by name, no redirects followed, connections of a given agent. */
export function createBrowser(agent: Agent) {
  const cookies = new Map<string, string>()

  return function call(method: string, address: string, headers: Record<string, string> = {}, body?: string) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return new Promise<Answer>((resolve, reject) => {
      const sent = request(
        address,
        { method, agent, headers: { ...headers, ...(cookie && { cookie }) } },
        (response) => {
          for (const line of response.headers['set-cookie'] ?? []) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
            if (value) cookies.set(name!, value)
            else cookies.delete(name!)
          }
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => (text += chunk))
          response.on('end', () =>
            resolve({ status: response.statusCode!, location: response.headers.location, body: text }),
          )
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })
  }
}

export type Browser = ReturnType<typeof createBrowser>

/** Headers of a call that an origin's own page makes. */
export const fromPage = (origin: string) => ({ origin, 'x-requested-with': 'bell' })

/** Submits the sign-in page that a login led to. @returns where the browser is sent on to */
export async function submitSignIn(browser: Browser, auth: string, page: string, login: object) {
  const headers = { ...fromPage(auth), 'content-type': 'application/json' }
  const { status, body } = await browser('POST', `${new URL(page, auth).href}/sign-in`, headers, JSON.stringify(login))
  if (status !== 200) throw new Error(`Not signed in: ${status} ${body}`)
  return (JSON.parse(body) as { redirectTo: string }).redirectTo
}
