import type { Config } from './config.ts'

/** What settings of engines say where there is none but a file. */
const files = new Set<unknown>(['sqlite', 'embedded', 'files'])

/**
 * What this process keeps in files of its data folder, which then is its alone, in words; empty where all of its state
 * is in engines, so that any number of processes may run like it.
 */
export function keptInFiles(config: Config): string[] {
  const { services, roles } = config
  const url = (name: string) => (config as Record<string, unknown>)[`${name}Url`]
  const inFiles = (name: string, otherwise: unknown = 'sqlite') => files.has(url(name) ?? otherwise)
  const takesPartInEvents = (['relay', 'consumer', 'worker'] as const).some((role) => roles.includes(role))
  const kept = {
    tables: services.some((name) => inFiles(`${name}Database`, config.databaseUrl)),
    limits: inFiles('keyValue'),
    events: takesPartInEvents && inFiles('events'),
    'the search index': services.includes('music') && inFiles('search'),
    'sound and pictures': services.some((name) => name !== 'auth') && inFiles('blobs'),
  }
  return Object.entries(kept).flatMap(([what, isKept]) => (isKept ? what : []))
}
