import { DetailedError, Upload } from 'tus-js-client'
import type { Sender } from './uploads.ts'

const retryDelays = [0, 1000, 3000, 5000, 10_000, 20_000]

/** Sends files by the tus protocol: what has arrived stays, and a lost connection goes on where it broke off. */
export function createTusSender(accessToken: () => Promise<string | undefined>): Sender {
  return (file, listener) => {
    const upload = new Upload(file, {
      endpoint: '/api/uploads',
      metadata: { filename: file.name, filetype: file.type },
      retryDelays,
      // A page that is loaded again has no file any more, and nothing about people is kept in the browser's storage.
      storeFingerprintForResuming: false,
      async onBeforeRequest(request) {
        const token = await accessToken()
        if (token) request.setHeader('Authorization', `Bearer ${token}`)
      },
      onShouldRetry(error) {
        const status = error.originalResponse?.getStatus() ?? 0
        return status === 0 || status === 401 || status === 409 || status === 423 || status === 429 || status >= 500
      },
      onProgress: (sent) => listener.progress(sent),
      onSuccess: () => listener.arrived(upload.url!.split('/').at(-1)!),
      onError: (error) => listener.failed(reasonOf(error)),
    })
    upload.start()
    return {
      pause: () => void upload.abort(),
      resume: () => upload.start(),
      // Also deletes what has arrived; if that fails, the server forgets it by itself in time.
      cancel: () => void upload.abort(true).catch(() => undefined),
    }
  }
}

function reasonOf(error: Error): { code: string; detail?: string } {
  const response = error instanceof DetailedError ? error.originalResponse : undefined
  if (!response || response.getStatus() === 0) return { code: 'network' }
  try {
    const { code, detail } = JSON.parse(response.getBody()) as { code?: string; detail?: string }
    if (code) return { code, ...(detail ? { detail } : {}) }
  } catch {
    // Not a problem document: the status has to do.
  }
  return { code: response.getStatus() === 413 ? 'too_large' : 'unknown' }
}
