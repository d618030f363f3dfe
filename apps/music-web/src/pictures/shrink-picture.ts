/** Longer sides than this are never shown, in px. */
const longestSide = 2048
/** Smaller files are sent as they are, in bytes. */
const smallEnough = 1_000_000

/**
 * A picture as it is worth sending: large ones are made smaller first. What the browser cannot read is left as it is,
 * for the server to judge.
 */
export async function shrinkPicture(file: Blob): Promise<Blob> {
  if (file.size <= smallEnough || file.type === 'image/gif') return file
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height))
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale))
    canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const smaller = await canvas.convertToBlob({ type: 'image/webp', quality: 0.92 })
    return smaller.size < file.size ? smaller : file
  } catch {
    return file
  }
}
