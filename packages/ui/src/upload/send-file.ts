import { DetailedError, Upload } from 'tus-js-client'
import { fingerprintOf } from './fingerprint.ts'
import { waitForOther, type Found } from './elsewhere.ts'
import type { Sender } from './lines.ts'
import { reasonIn, reasonOf, type Reason } from './reasons.ts'
import { traceparentOf } from './trace.ts'
import { waitForNetwork } from './wait-for-network.ts'
import { delayBefore, mayPass } from './retry.ts'

/** Files of up to so many bytes come along with the request that announces them. */
const smallBytes = 512 * 1024

export interface SenderDeps {
  accessToken(): Promise<string | undefined>
  /** Learns from the server how the session is now: also whether anything can be changed. */
  renew(): Promise<void>
  /** One's own unfinished upload of this file. Renews an access token that the server no longer takes. */
  findUpload(fingerprint: string): Promise<Found | undefined>
}

/**
 * Sends files by the tus protocol. What has arrived stays: a lost connection, a pause and a reload of the page all go
 * on where it broke off. It tries for as long as it takes; only an answer that says why ends it.
 */
export function createTusSender(deps: SenderDeps): Sender {
  return (file, listener) => {
    let turn = 0
    let fingerprint: string | undefined
    let address: string | undefined
    let current: Upload | undefined

    async function go() {
      const mine = ++turn
      let attempt = 0
      for (;;) {
        try {
          fingerprint ??= await fingerprintOf(file)
          const earlier = address === undefined ? await findEarlier(fingerprint, mine) : undefined
          if (mine !== turn) return
          if (earlier?.over) return listener.arrived(earlier.id)
          if (earlier) address = `/api/uploads/${earlier.id}`
          const sent = await sendOnce(fingerprint, () => (attempt = 0))
          if (mine === turn) listener.arrived(sent.split('/').at(-1)!)
          return
        } catch (error) {
          if (mine !== turn) return
          const { status, reason } = await explain(error)
          if (!mayPass(status) && !(await comesBack(status, attempt))) return listener.failed(reason)
          if (reason.code === 'read_only') void deps.renew()
          listener.stalled()
          await waitForNetwork(delayBefore(attempt++))
          if (mine !== turn) return
        }
      }
    }

    /** Whether an answer that says no may say yes to another try, after what can be done about it. */
    async function comesBack(status: number, attempt: number) {
      if (attempt > 3) return false
      if (status === 409) return true
      // The upload is gone: a new one is begun.
      if (status === 404 || status === 410) {
        address = undefined
        return true
      }
      // By the next question for the upload the token is renewed.
      if (status === 401) {
        address = undefined
        return (await deps.accessToken().catch(() => '')) !== undefined
      }
      return false
    }

    /** What this page itself has begun goes on at once; for another's it waits, or the two would stop one another. */
    function findEarlier(of: string, mine: number) {
      return waitForOther(
        () => deps.findUpload(of),
        (receivedBytes) => {
          if (mine === turn) listener.elsewhere(receivedBytes)
          return mine === turn
        },
      )
    }

    function sendOnce(of: string, onProgress: () => void) {
      return new Promise<string>((resolve, reject) => {
        const upload = new Upload(file, {
          // Without an endpoint a server that cannot say where to go on is asked again, and no second upload begun.
          endpoint: address === undefined ? '/api/uploads' : null,
          uploadUrl: address ?? null,
          uploadDataDuringCreation: file.size <= smallBytes,
          metadata: { filename: file.name, fingerprint: of },
          // Trying again is done above, and nothing about people is kept in the browser's storage.
          retryDelays: null,
          storeFingerprintForResuming: false,
          async onBeforeRequest(request) {
            const token = await deps.accessToken()
            if (token) request.setHeader('Authorization', `Bearer ${token}`)
            request.setHeader('traceparent', traceparentOf(file))
          },
          onUploadUrlAvailable: () => (address = upload.url ?? undefined),
          onProgress(sent) {
            onProgress()
            listener.progress(sent)
          },
          onSuccess: () => resolve(upload.url!),
          onError: reject,
        })
        current = upload
        upload.start()
      })
    }

    async function explain(error: unknown): Promise<{ status: number; reason: Reason }> {
      const answer = error instanceof DetailedError ? error.originalResponse : undefined
      const status = answer?.getStatus() ?? 0
      if (answer && status > 0) return { status, reason: reasonInBody(answer.getBody()) }
      // A file that was changed or taken away since it was chosen fails as a lost network does.
      if (!(await isReadable(file))) return { status: 400, reason: { code: 'file_changed' } }
      const known = error as { status?: number }
      return typeof known.status === 'number' && known.status > 0
        ? { status: known.status, reason: reasonOf(error) }
        : { status: 0, reason: { code: 'network' } }
    }

    void go()
    return {
      pause() {
        turn++
        void current?.abort()
      },
      resume: () => void go(),
      cancel() {
        turn++
        // Also deletes what has arrived; if that fails, the server forgets it by itself in time.
        void current?.abort(true).catch(() => undefined)
      },
    }
  }
}

function reasonInBody(body: string): Reason {
  try {
    const problem = JSON.parse(body) as Record<string, unknown>
    if (typeof problem['code'] === 'string') return reasonIn(problem['code'], problem)
  } catch {
    // Not a problem document.
  }
  return { code: 'unknown' }
}

async function isReadable(file: File) {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    )
}
