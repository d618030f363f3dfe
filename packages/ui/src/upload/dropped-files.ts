/** Files of a drop, those in folders too, in the order of their paths. Call it while the event is handled. */
export async function filesOf(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry?.() ?? [])
  // Some sources (a download bar, scripts) give files without entries.
  if (entries.length === 0) return [...transfer.files]
  const found = await Promise.all(entries.map(filesUnder))
  return found.flat()
}

async function filesUnder(entry: FileSystemEntry): Promise<File[]> {
  if (entry.name.startsWith('.')) return []
  if (entry.isFile) {
    return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))]
  }
  const children = await entriesIn(entry as FileSystemDirectoryEntry)
  const sorted = children.toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
  return (await Promise.all(sorted.map(filesUnder))).flat()
}

async function entriesIn(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    // A reader gives at most a hundred at a time and an empty list at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all
    all.push(...some)
  }
}

/** Whether what hangs on the pointer are files, and not text or a picture of the page. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false
}
