export interface Size {
  width: number
  height: number
}
export interface Point {
  x: number
  y: number
}
/** How a picture lies on the stage: how many times its fitting size, and how far (px) its middle is from the stage's. */
export interface View extends Point {
  scale: number
}

export const whole: View = { scale: 1, x: 0, y: 0 }
const most = 8

/** The size at which all of a picture is seen, and never larger than it is. */
export function fit(picture: Size, stage: Size): Size {
  const scale = Math.min(1, stage.width / picture.width, stage.height / picture.height)
  return { width: picture.width * scale, height: picture.height * scale }
}

/** Nearer or further by a factor; what is under the point (from the middle of the stage) stays under it. */
export function zoomAt(view: View, factor: number, point: Point, shown: Size, stage: Size): View {
  const scale = Math.min(most, Math.max(1, view.scale * factor))
  const by = scale / view.scale
  return within({ scale, x: point.x - (point.x - view.x) * by, y: point.y - (point.y - view.y) * by }, shown, stage)
}

/** The same view, moved so that the stage holds no more emptiness than it must. */
export function within(view: View, shown: Size, stage: Size): View {
  const limit = (offset: number, length: number, room: number) => {
    const over = Math.max(0, (length * view.scale - room) / 2)
    return over === 0 ? 0 : Math.min(over, Math.max(-over, offset))
  }
  return {
    scale: view.scale,
    x: limit(view.x, shown.width, stage.width),
    y: limit(view.y, shown.height, stage.height),
  }
}

/** What a drag of a whole picture means when it is let go: speed in px a ms. */
export function swipe(offset: Point, speed: Point, stage: Size): 'next' | 'previous' | 'close' | undefined {
  if (Math.abs(offset.x) > Math.abs(offset.y)) {
    const far = Math.abs(offset.x) > stage.width / 4
    const flung = Math.abs(offset.x) > 24 && Math.abs(speed.x) > 0.4 && Math.sign(speed.x) === Math.sign(offset.x)
    if (!far && !flung) return undefined
    return offset.x < 0 ? 'next' : 'previous'
  }
  return offset.y > stage.height / 6 || (offset.y > 24 && speed.y > 0.6) ? 'close' : undefined
}
