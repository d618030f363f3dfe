import { Gauge } from 'prom-client'
import type { MetricsRegistry } from './metrics.ts'

const states = ['total', 'read', 'indexed', 'skipped', 'failed', 'compared'] as const

/** Adds to the metrics how far a rebuilding of the search indices is, or was when it ended. */
export function measureReindex(
  registry: MetricsRegistry,
  progress: () => readonly (Record<(typeof states)[number], number> & { index: string })[],
) {
  const documents = new Gauge({
    name: 'search_reindex_documents',
    help: 'Rows of the last reindexing in this process: in all, read, indexed, skipped, failed, compared.',
    labelNames: ['index', 'state'],
    registers: [registry],
    collect() {
      for (const part of progress()) {
        for (const state of states) documents.set({ index: part.index, state }, part[state])
      }
    },
  })
}
