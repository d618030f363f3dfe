import { Button, EmptyState, LiveRegion, PageHead } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useSession } from '@bell/ui/session'
import { Interrupted, OverallProgress, WarnBeforeLeaving } from '@bell/ui/upload'
import { useQuery } from '@tanstack/react-query'
import { Lock, Upload } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { SignedInOnly } from '../shell/signed-in-only.tsx'
import { ChooseFiles } from './choose-files.tsx'
import { mayUpload } from './may-upload.ts'
import { quotaKey } from './quota-key.ts'
import { editableStates } from './selection.ts'
import { UploadTable } from './upload-table.tsx'
import { useTotals } from './use-totals.ts'

const BulkDialog = lazy(() => import('./bulk-dialog.tsx').then((m) => ({ default: m.BulkDialog })))

export function UploadPage() {
  const say = useWords()
  const { user } = useSession()
  usePageTitle(say('upload.title'))
  return (
    <SignedInOnly>
      {mayUpload(user) ? (
        <Uploading />
      ) : (
        <EmptyState level={1} icon={<Lock aria-hidden />} title={say('upload.notAllowed')}>
          {say('upload.notAllowedText')}
        </EmptyState>
      )}
    </SignedInOnly>
  )
}

function Uploading() {
  const say = useWords()
  const { uploads, api } = useMusic()
  const [bulk, setBulk] = useState(false)
  const any = useTotals((totals) => totals.all > 0)
  const selected = useTotals((totals) => totals.selected)
  const ready = useTotals((totals) => totals.counts.ready)
  const problems = useTotals((totals) => totals.counts.failed + totals.counts.refused)
  const toSend = useTotals(({ counts, readToSend }) => counts.chosen + counts.reading - readToSend)
  const editable = useTotals(({ counts }) => editableStates.reduce((sum, state) => sum + counts[state], 0))

  return (
    <div className="@container">
      <PageHead
        title={say('upload.title')}
        actions={
          <>
            {editable > 0 && (
              <Button
                variant="quiet"
                onClick={() => {
                  if (selected === 0) uploads.selectAll(true, uploads.rows.idsIn(...editableStates))
                  setBulk(true)
                }}
              >
                {selected === 0 ? say('upload.editAll') : say('upload.editSome', { count: selected })}
              </Button>
            )}
            {any && (
              <Button disabled={toSend === 0} onClick={() => uploads.start()}>
                {toSend === 0 ? say('upload.startNone') : say('upload.start', { count: toSend })}
              </Button>
            )}
          </>
        }
      />
      {any ? (
        <div className={`flex flex-wrap items-center gap-x-4.5 gap-y-3 px-6 py-4 ${dropClass}`}>
          <Upload aria-hidden size={20} strokeWidth={1.75} className="text-muted flex-none" />
          <p className="text-muted min-w-0 flex-1 basis-60">
            <b className="text-text font-bold">{say('upload.dropTitle')}</b> {say('upload.dropText')} <Room />
          </p>
          <ChooseFiles variant="quiet">{say('upload.choose')}</ChooseFiles>
        </div>
      ) : (
        <div className={`grid justify-items-center gap-2 px-6 py-16 text-center @3xl:py-24 ${dropClass}`}>
          <Upload aria-hidden className="text-muted mb-2 size-10" strokeWidth={1.25} />
          <h2 className="text-lg font-bold">{say('upload.dropTitle')}</h2>
          <p className="text-muted max-w-prose text-balance">
            {say('upload.dropText')} <Room />
          </p>
          <ChooseFiles className="mt-4">{say('upload.choose')}</ChooseFiles>
        </div>
      )}
      <Interrupted totals={uploads.rows.totals} list={() => api.uploads({ limit: 100 })} discard={api.discardUpload} />
      <OverallProgress uploads={uploads} className="mb-3.5" />
      {any && <UploadTable />}
      <LiveRegion>
        {ready > 0 && say('upload.allReady', { count: ready })}
        {problems > 0 && ` ${say('upload.problemsSaid', { count: problems })}`}
      </LiveRegion>
      <WarnBeforeLeaving totals={uploads.rows.totals} />
      <Suspense>{bulk && <BulkDialog onClose={() => setBulk(false)} />}</Suspense>
    </div>
  )
}

const dropClass = 'border-edge rounded-panel mb-3.5 border-[1.5px] border-dashed'

/** How much of their room a person has used; also lets files that are too large be refused before they are sent. */
function Room() {
  const say = useWords()
  const { bytes } = useFormats()
  const { api } = useMusic()
  const settled = useTotals((totals) => totals.counts.ready + totals.counts.failed + totals.counts.refused)
  const quota = useQuery({ queryKey: quotaKey, queryFn: () => api.uploadQuota() })
  const { refetch } = quota
  useEffect(() => {
    // A thousand files end quickly one after the other: it is enough to ask when they pause.
    const timer = settled > 0 ? setTimeout(() => void refetch(), 1000) : undefined
    return () => clearTimeout(timer)
  }, [settled, refetch])
  if (!quota.data) return null
  const { usedBytes, quotaBytes, fileBytes } = quota.data
  return (
    <>
      <span className="whitespace-nowrap">{say('upload.largest', { size: bytes(fileBytes) })}</span>{' '}
      {quotaBytes !== null && (
        <span className="whitespace-nowrap">
          {say('upload.room', { used: bytes(usedBytes), quota: bytes(quotaBytes) })}
        </span>
      )}
    </>
  )
}
