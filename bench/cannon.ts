import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'

const cannon = createRequire(import.meta.url).resolve('autocannon')

export const connections = 10

export interface Load {
  /** Requests a second. */
  rate: number
  /** Milliseconds. */
  p99: number
}

/** Requests from another process for so many seconds. @throws where one is refused */
export async function fire(url: string, seconds: number, headers: Record<string, string>): Promise<Load> {
  const sent = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}=${value}`])
  const child = spawn(
    process.execPath,
    [cannon, '-j', '-c', String(connections), '-d', String(seconds), ...sent, url],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  const output = Buffer.concat(await child.stdout.toArray()).toString()
  const { requests, latency, non2xx, errors } = JSON.parse(output)
  if (non2xx > 0 || errors > 0) throw new Error(`${url}: ${non2xx} refused, ${errors} failed`)
  return { rate: requests.average, p99: latency.p99 }
}
