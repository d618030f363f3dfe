import { toast } from '@bell/ui'
import { useWords } from '../i18n/words.ts'

/** Copies an address, and says whether that went well. */
export function useCopyLink() {
  const say = useWords()
  return async (address: string) => {
    try {
      await navigator.clipboard.writeText(address)
      toast(say('share.copied'), { tone: 'success' })
    } catch {
      // Forbidden, or plain http outside localhost, where there is no clipboard.
      toast(say('share.notCopied'), { tone: 'error' })
    }
  }
}
