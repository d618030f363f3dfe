/** Of each connection; PostgreSQL keeps every one of them in memory until the connection ends. */
const mostNames = 200
/** Lists of values have many lengths, and each is a statement of its own. */
const mostParameters = 30

/**
 * Which statements PostgreSQL is to remember by a name, with their plans: those that are asked a second time. To plan one
 * on a table with many indices takes it several times as long as to run it. One pool of connections has one of these.
 */
export function createNames() {
  const names = new Map<string, string | undefined>()
  let given = 0

  return (text: string, parameters: readonly unknown[]) => {
    const name = names.get(text)
    if (name !== undefined) return name
    if (given === mostNames || parameters.length > mostParameters) return undefined
    if (!/^(select|insert|update|delete|with)\b/.test(text)) return undefined
    if (names.has(text)) {
      names.set(text, `s${++given}`)
      return names.get(text)
    }
    // What was asked once may never be asked again: only so many are waited for.
    if (names.size < mostNames * 10) names.set(text, undefined)
    return undefined
  }
}

/** A migration has changed what the statement gives, since it was planned on this connection. */
export function isOutdated(error: unknown) {
  const { code, message } = (error ?? {}) as { code?: string; message?: string }
  return code === '0A000' && message === 'cached plan must not change result type'
}
