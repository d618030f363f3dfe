/** A WAV file of one second, another one for each seed. */
export const song = (seed: number) => bigWav(seed, 16_000)

/** A WAV file of so many bytes of sound: 16 bits, mono, 8 kHz; another one for each seed. */
export function bigWav(seed: number, soundBytes: number): Buffer {
  const file = Buffer.alloc(44 + soundBytes)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + soundBytes, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(8000, 24)
  file.writeUInt32LE(16_000, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(soundBytes, 40)
  for (let at = 0; at < soundBytes; at += 2) {
    file.writeInt16LE(Math.round(3000 * Math.sin(((at / 2) * (200 + 7 * seed) * 2 * Math.PI) / 8000)), 44 + at)
  }
  return file
}
