import { AppError, badRequest } from './app-error.ts'
import type { App } from './app.ts'

export const mostPictureBytes = 20 * 1024 * 1024

/**
 * In this scope a body may be the bytes of a picture, up to 20 MiB. What it really is, the bytes tell; its type only
 * lets it in. @throws image_too_large (413)
 */
export function acceptPictures(scope: App) {
  scope.addContentTypeParser(
    /^(image\/[\w.+-]+|application\/octet-stream)(;|$)/,
    { parseAs: 'buffer', bodyLimit: mostPictureBytes },
    (_request, body, done) => done(null, body),
  )
  scope.setErrorHandler((error: { code?: string }) => {
    throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE'
      ? new AppError(413, 'image_too_large', 'A picture may have at most 20 MB.')
      : error
  })
}

/** @throws empty_picture (400) */
export function pictureOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body) && body.length > 0) return body
  throw badRequest('empty_picture', 'The body must be the bytes of a picture.')
}
