/** What file systems refuse, what leads elsewhere, and what shows a name other than it is (controls, text direction). */
const refused = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]/gu
const mostCharacters = 120

/**
 * A file to keep, by a name that a person gave, as a Content-Disposition (RFC 6266; the second name in UTF-8 by RFC 8187).
 * @param otherwise its name where nothing is left of that
 */
export function attachment(given: string, ending: string, otherwise: string) {
  const name = `${cleanFileName(given) || otherwise}.${ending}`
  const ascii = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^ -~]|%/g, '_')
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}

/** A name that a person gave, as every file system takes it; empty where nothing is left of it. */
export function cleanFileName(name: string) {
  const characters = Array.from(name.normalize('NFC').toWellFormed().replaceAll(refused, '_')).slice(0, mostCharacters)
  return characters.join('').replaceAll(/^[. ]+|[. ]+$/g, '')
}
