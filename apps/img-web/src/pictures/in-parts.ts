/** Pictures in one call, as many as the server takes. */
const most = 500

/**
 * Has something done to pictures in one call; only of very many there are several, one after the other. Where one fails
 * the rest stays as it is. @returns to which it was done
 */
export async function inParts(ids: readonly string[], act: (part: string[]) => Promise<{ ids: string[] }>) {
  const done: string[] = []
  for (let from = 0; from < ids.length; from += most) {
    try {
      done.push(...(await act(ids.slice(from, from + most))).ids)
    } catch {
      break
    }
  }
  return done
}
