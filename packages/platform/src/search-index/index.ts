export { createFtsIndex } from './fts.ts'
export type { SearchDocument, SearchHit, SearchIndex } from './search-index.ts'
