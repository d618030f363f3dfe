/** A stretch of decoded sound: as many samples of each channel, from −1 to 1. */
export interface Block {
  channels: Float32Array[]
  /** Hz */
  sampleRate: number
}
