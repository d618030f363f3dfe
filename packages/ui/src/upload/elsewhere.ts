export interface Found {
  id: string
  /** Its bytes are arriving this moment. */
  sending: boolean
  receivedBytes: number
}

const lookEveryMs = 1000
/** Looks without a new byte, after which the other is taken to be gone without having said so. */
const patience = 10

/**
 * Waits while another window sends the same file.
 *
 * @param look asks the server for the file's upload
 * @param seen is told how many bytes have arrived there; false ends the waiting
 * @returns the upload that is to go on here; `over` where the other has brought it to its end meanwhile; undefined
 * where there is none, and where nobody waits any more
 */
export async function waitForOther(
  look: () => Promise<Found | undefined>,
  seen: (receivedBytes: number) => boolean,
): Promise<{ id: string; over: boolean } | undefined> {
  let upload = await look()
  if (!upload) return undefined
  for (let stood = 0; upload.sending && stood < patience;) {
    if (!seen(upload.receivedBytes)) return undefined
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
    const now = await look()
    // With its track the upload is no longer one; the track is found by it.
    if (!now) return { id: upload.id, over: true }
    stood = now.receivedBytes > upload.receivedBytes ? 0 : stood + 1
    upload = now
  }
  return { id: upload.id, over: false }
}
