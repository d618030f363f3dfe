export { DeletedLists } from './deleted-lists.tsx'
export { DeletedRow } from './deleted-row.tsx'
