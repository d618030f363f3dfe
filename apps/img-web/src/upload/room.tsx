import { useFormats } from '@bell/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { quotaKey } from './quota-key.ts'

/** What one's pictures and begun uploads take, and of how much, where that is bounded. */
export function Room() {
  const say = useWords()
  const { bytes } = useFormats()
  const { api } = useImg()
  const { data } = useQuery({ queryKey: quotaKey, queryFn: () => api.quota() })
  if (!data) return null
  const { usedBytes, quotaBytes } = data
  const used = bytes(usedBytes)
  if (quotaBytes === null) return <p className="text-muted text-sm whitespace-nowrap">{say('upload.used', { used })}</p>
  return (
    <div className="text-muted text-sm whitespace-nowrap">
      <p>{say('upload.room', { used, quota: bytes(quotaBytes) })}</p>
      <span aria-hidden className="bg-line mt-1 block h-1 overflow-hidden rounded-full">
        <span
          className={`block h-full ${usedBytes > quotaBytes * 0.9 ? 'bg-danger' : 'bg-accent'}`}
          style={{ width: `${Math.min(100, (usedBytes / quotaBytes) * 100)}%` }}
        />
      </span>
    </div>
  )
}
