export { createElasticIndex } from './elastic/elastic.ts'
export { readAddress as readSearchAddress, searchUrlForm } from './elastic/request.ts'
export { createFtsIndex } from './fts.ts'
export {
  SearchIndexUnfit,
  SearchUnavailable,
  type IndexRebuild,
  type Revision,
  type SearchDocument,
  type SearchHit,
  type SearchIndex,
} from './search-index.ts'
