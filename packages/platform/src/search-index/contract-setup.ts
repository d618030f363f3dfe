import type { SearchDocument, SearchIndex } from './search-index.ts'

export interface SearchIndexUnderTest {
  index: SearchIndex
  /** What another process sees, or this one after a restart. */
  reopen: () => Promise<SearchIndex>
  /** Engines that show changes after a while are told to show them now. */
  settle?: () => Promise<void>
}

export type Given = ReturnType<typeof createGiven>

/** Makes an index `tracks` of some documents, and a way to ask it for ids. */
export function createGiven(open: () => Promise<SearchIndexUnderTest>) {
  return async (...documents: SearchDocument[]) => {
    const opened = await open()
    const settle = async () => {
      await opened.settle?.()
    }
    await opened.index.upsert('tracks', documents)
    await settle()
    return {
      ...opened,
      settle,
      find: async (query: string, options: { limit?: number; tags?: string[] } = {}) => {
        await settle()
        return (await opened.index.search('tracks', { query, limit: 20, ...options })).map(({ id }) => id)
      },
    }
  }
}

export function track(id: string, fields: Record<string, string>, revision = 1): SearchDocument {
  return { id, revision, fields }
}
