/** The edge of a cover in a row, in device pixels of a fine screen. */
const edge = 88
/** A picture of more pixels than this would take hundreds of megabytes to open. */
const mostPixels = 50_000_000

/**
 * A small copy of a cover, as an object URL: a thousand files with their full covers would fill the memory. Null where
 * the picture cannot be opened, or is too large to.
 */
export async function drawCover(cover: Blob): Promise<string | null> {
  try {
    const size = await pictureSize(cover)
    if (size && size.width * size.height > mostPixels) return null
    const picture = await createImageBitmap(cover, { resizeWidth: edge, resizeHeight: edge, resizeQuality: 'medium' })
    const canvas = new OffscreenCanvas(edge, edge)
    canvas.getContext('2d')!.drawImage(picture, 0, 0)
    picture.close()
    return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 }))
  } catch {
    return null
  }
}

/** Width and height as the head of a PNG or JPEG file says them; undefined for other kinds. */
export async function pictureSize(picture: Blob): Promise<{ width: number; height: number } | undefined> {
  const head = new DataView(await picture.slice(0, 256 * 1024).arrayBuffer())
  if (head.byteLength >= 24 && head.getUint32(0) === 0x89504e47) {
    return { width: head.getUint32(16), height: head.getUint32(20) }
  }
  if (head.byteLength < 4 || head.getUint16(0) !== 0xffd8) return undefined
  for (let at = 2; at + 9 < head.byteLength && head.getUint8(at) === 0xff; at += 2 + head.getUint16(at + 2)) {
    const marker = head.getUint8(at + 1)
    // A start of frame (ITU T.81, table B.1), of which C4, C8 and CC are none.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { width: head.getUint16(at + 7), height: head.getUint16(at + 5) }
  }
  return undefined
}
