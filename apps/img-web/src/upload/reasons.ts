import type { Reason } from '@bell/ui/upload'

/** Trying these again does not help: the file itself is why. */
const final = [
  'not_a_picture',
  'svg_not_taken',
  'picture_in_disguise',
  'heic_not_readable',
  'too_many_pixels',
  'picture_unreadable',
  'file_empty',
  'upload_too_large',
] as const

/** Reasons that we have words for: those that the server gives a file, and those that are found here. */
const known = [
  ...final,
  'quota_exceeded',
  'too_many_uploads',
  'storage_full',
  'upload_not_found',
  'upload_expired',
  'album_not_found',
  'image_going',
  'file_changed',
  'session_ended',
  'network',
  'img_busy',
] as const

export function isKnownReason(code: string): code is (typeof known)[number] {
  return (known as readonly string[]).includes(code)
}

export function isFinal({ code }: Reason): boolean {
  return (final as readonly string[]).includes(code)
}
