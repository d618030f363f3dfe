/** Reads bits, the highest of a byte first. Beyond the end it throws a RangeError. */
export function createBits(bytes: Uint8Array) {
  let position = 0
  const total = bytes.byteLength * 8

  /** Up to 32 bits, as an unsigned number. */
  function read(count: number) {
    if (position + count > total) throw new RangeError('No more bits')
    let value = 0
    let left = count
    while (left > 0) {
      const inByte = 8 - (position & 7)
      const take = Math.min(inByte, left)
      const part = (bytes[position >> 3]! >> (inByte - take)) & ((1 << take) - 1)
      value = value * (1 << take) + part
      position += take
      left -= take
    }
    return value
  }

  /** The next 32 bits as an integer; zeros stand beyond the end. */
  function peek() {
    const at = position >> 3
    const shift = position & 7
    const word =
      ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
    return shift === 0 ? word : (word << shift) | ((bytes[at + 4] ?? 0) >> (8 - shift))
  }

  return {
    read,
    peek,
    signed: (count: number) => (read(count) << (32 - count)) >> (32 - count),
    skip(count: number) {
      position += count
      if (position > total) throw new RangeError('No more bits')
    },
    align: () => (position = (position + 7) & ~7),
    position: () => position,
    seek: (to: number) => (position = to),
  }
}

export type Bits = ReturnType<typeof createBits>
