/** A WAV file of 16 bits, mono, 8 kHz, as an AIFF file. */
export function toAiff(wav: Buffer) {
  const samples = Buffer.from(wav.subarray(44)).swap16()
  const file = Buffer.alloc(54 + samples.length)
  file.write('FORM', 0)
  file.writeUInt32BE(46 + samples.length, 4)
  file.write('AIFFCOMM', 8)
  file.writeUInt32BE(18, 16)
  file.writeUInt16BE(1, 20)
  file.writeUInt32BE(samples.length / 2, 22)
  file.writeUInt16BE(16, 26)
  // 8000 as an 80-bit float: 2¹² × 1.953125.
  file.write('400bfa00000000000000', 28, 'hex')
  file.write('SSND', 38)
  file.writeUInt32BE(8 + samples.length, 42)
  samples.copy(file, 54)
  return file
}
