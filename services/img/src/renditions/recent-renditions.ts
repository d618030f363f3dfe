/** The small pictures that were asked for last, up to `mostBytes` together: a page of covers needs no disk. */
export function createRecentRenditions({ mostBytes, largest }: { mostBytes: number; largest: number }) {
  // A Map remembers the order in which its keys were set: the first is the one not asked for the longest.
  const pictures = new Map<string, Buffer>()
  let bytes = 0

  function forget(key: string) {
    bytes -= pictures.get(key)?.length ?? 0
    pictures.delete(key)
  }

  return {
    get(key: string): Buffer | undefined {
      const picture = pictures.get(key)
      if (!picture) return undefined
      pictures.delete(key)
      pictures.set(key, picture)
      return picture
    },
    set(key: string, picture: Buffer) {
      if (picture.length > largest) return
      forget(key)
      pictures.set(key, picture)
      bytes += picture.length
      for (const oldest of pictures.keys()) {
        if (bytes <= mostBytes) break
        forget(oldest)
      }
    },
  }
}
