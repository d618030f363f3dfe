/** FNV-1a, 32 bits, over UTF-16 units: the same key is in the same partition in every process and version. */
export function hash(text: string) {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}
