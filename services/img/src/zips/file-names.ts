import { cleanFileName } from '@bell/platform/http'
import { endings } from '../images/stored-blobs.ts'

interface Named {
  title: string
  contentType: string
}

/**
 * What pictures are called in a folder: their titles, as every file system takes them, no two alike (many tell neither
 * capital letters nor spellings of one accent apart).
 */
export function fileNames(images: readonly Named[]): string[] {
  const taken = new Set<string>()
  return images.map(({ title, contentType }) => {
    const stem = cleanFileName(title) || 'picture'
    for (let count = 1; ; count++) {
      const name = `${count === 1 ? stem : `${stem} (${count})`}.${endings[contentType]!}`
      const known = name.normalize('NFC').toLowerCase()
      if (taken.has(known)) continue
      taken.add(known)
      return name
    }
  })
}
