const rate = 44_100
const samplesPerFrame = 4096

/**
 * A FLAC file whose frames hold samples as they are (RFC 9639 §9.2.3), mono, of 16 bits at 44.1 kHz.
 * @param pipe written by an encoder that does not know how long it will be
 */
export function verbatimFlac(samples: Int16Array, { pipe = false, seekTable = false } = {}): Buffer {
  const count = Math.ceil(samples.length / samplesPerFrame)
  const frames = Array.from({ length: count }, (_, number) =>
    frame(number, samples.subarray(number * samplesPerFrame, (number + 1) * samplesPerFrame)),
  )
  const info = Buffer.alloc(34)
  info.writeUInt16BE(samplesPerFrame, 0)
  info.writeUInt16BE(samplesPerFrame, 2)
  // 20 bits of rate, three of channels, five of bits a sample, each but the rate less one; then the samples.
  info.writeUInt32BE(rate * 2 ** 12 + (15 << 4), 10)
  info.writeUInt32BE(pipe ? 0 : samples.length, 14)
  const table = Buffer.concat([Buffer.from([0x83, 0, 0, 18]), Buffer.alloc(16), Buffer.from([0x10, 0])])
  const blocks = [Buffer.from([seekTable ? 0 : 0x80, 0, 0, info.length]), info, ...(seekTable ? [table] : [])]
  return Buffer.concat([Buffer.from('fLaC'), ...blocks, ...frames])
}

function frame(number: number, samples: Int16Array) {
  const whole = samples.length === samplesPerFrame
  const length = whole ? [] : [(samples.length - 1) >> 8, (samples.length - 1) & 255]
  const header = [
    0xff,
    0xf8,
    ((whole ? 12 : 7) << 4) | 9,
    0x08,
    ...Buffer.from(String.fromCodePoint(number)),
    ...length,
  ]
  const bytes = Buffer.alloc(header.length + 2 + samples.length * 2 + 2)
  bytes.set([...header, checksum(header, 8, 0x07), 0x02])
  samples.forEach((sample, index) => bytes.writeInt16BE(sample, header.length + 2 + index * 2))
  bytes.writeUInt16BE(checksum(bytes.subarray(0, -2), 16, 0x8005), bytes.length - 2)
  return bytes
}

function checksum(bytes: Iterable<number>, bits: 8 | 16, polynomial: number) {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << (bits - 8)
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc >> (bits - 1) ? polynomial : 0)) & (2 ** bits - 1)
  }
  return crc
}
