import { onTestFinished } from 'vitest'
import { startTcpProxy } from './start-tcp-proxy.ts'

/** A proxy for one test. */
export async function tcpProxy(target: { host: string; port: number }) {
  const proxy = await startTcpProxy(target)
  onTestFinished(proxy.cut)
  return proxy
}
