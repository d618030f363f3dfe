/** Calls at a time: the server has others to answer. */
const atOnce = 4

/** Does something with each, a few at a time. @returns those with which it failed, and the last reason */
export async function inTurns<T>(all: readonly T[], act: (one: T) => Promise<unknown>) {
  const waiting = [...all]
  const failed: T[] = []
  let reason: unknown
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        try {
          await act(one)
        } catch (error) {
          failed.push(one)
          reason = error
        }
      }
    }),
  )
  return { failed, reason }
}
