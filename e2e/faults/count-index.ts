import { albumSource, artistSource, trackSource } from '../../services/music/src/search/documents.ts'
import { findDifferences } from '../../services/music/src/search/reindex/compare.ts'
import type { Bell } from '../server.ts'
import type { Underneath } from './underneath.ts'

/** Compares the indices that answer with the database, as `bell reindex` compares those it has built. */
export async function findIndexDifferences({ music: db, search }: Underneath, { img }: Bell) {
  const notAsked = () => Promise.reject(new Error('ImgBell is not asked.'))
  const images = { put: notAsked, release: notAsked, address: (id: string) => `${img}/i/${id}` }
  const wrong: string[] = []
  for (const source of [trackSource, artistSource, albumSource].map((of) => of({ db, images }))) {
    await search.rebuild.refresh(source.index)
    const ids = await findDifferences(search, source)
    if (ids.length > 0)
      wrong.push(`The index of ${source.index} differs from the database in ${ids.length}: ${ids.slice(0, 3).join()}.`)
  }
  return wrong
}
