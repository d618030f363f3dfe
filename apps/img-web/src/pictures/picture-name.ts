import type { Formats, Say } from '@bell/ui/i18n'
import type { Picture } from '../api/shapes.ts'
import type en from '../i18n/en.json'

/** What a picture is called by those who do not see it: its title, else what is known of it. */
export function pictureName(picture: Picture, say: Say<typeof en>, formats: Formats): string {
  const { title, caption, createdAt, width, height } = picture
  if (title || caption) return title || caption
  return createdAt ? say('picture.ofDate', { date: formats.date(createdAt) }) : say('picture.ofSize', { width, height })
}
