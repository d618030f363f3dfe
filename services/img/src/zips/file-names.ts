import { cleanFileName } from '@bell/platform/http'
import { endings } from '../images/stored-blobs.ts'

/**
 * Names pictures in a folder, one after the other: by their titles, as every file system takes them, no two alike (many
 * tell neither capital letters nor spellings of one accent apart).
 */
export function createFileNames() {
  const taken = new Set<string>()
  /** How often a name was wanted: most pictures of an album may have none of their own. */
  const counts = new Map<string, number>()
  return function nameOf({ title, contentType }: { title: string; contentType: string }): string {
    const stem = cleanFileName(title) || 'picture'
    const ending = endings[contentType]!
    const wanted = `${stem}.${ending}`.toLowerCase()
    for (let count = (counts.get(wanted) ?? 0) + 1; ; count++) {
      const name = `${count === 1 ? stem : `${stem} (${count})`}.${ending}`
      const known = name.toLowerCase()
      if (taken.has(known)) continue
      taken.add(known)
      counts.set(wanted, count)
      return name
    }
  }
}
