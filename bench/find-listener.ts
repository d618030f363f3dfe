import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** The process on this machine that listens at an address (proc(5)); undefined where it is another machine's or user's. */
export function findListener(address: string): number | undefined {
  const port = Number(new URL(address).port).toString(16).toUpperCase().padStart(4, '0')
  const sockets = ['tcp', 'tcp6'].flatMap((kind) =>
    readFileSync(`/proc/net/${kind}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      // 0A: it listens.
      .filter(([, local, , state]) => state === '0A' && local?.endsWith(`:${port}`))
      .map((fields) => `socket:[${fields[9]}]`),
  )
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const found = processes.find((pid) => openFiles(pid).some((file) => sockets.includes(file)))
  return found === undefined ? undefined : Number(found)
}

function openFiles(pid: string) {
  try {
    const folder = `/proc/${pid}/fd`
    return readdirSync(folder).map((name) => readlinkSync(`${folder}/${name}`))
  } catch {
    // It has gone, or is another user's.
    return []
  }
}
