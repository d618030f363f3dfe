import { Button, EmptyState, LiveRegion, PageHead } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { Lock, Upload } from 'lucide-react'
import { useEffect } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { SignedInOnly } from '../shell/signed-in-only.tsx'
import { useStore } from '../store.ts'
import { ChooseFiles } from './choose-files.tsx'
import { mayUpload } from './may-upload.ts'
import { UploadRow, uploadColumns } from './upload-row.tsx'

export function UploadPage() {
  const say = useWords()
  const { user } = useSession()
  usePageTitle(say('upload.title'))
  return (
    <SignedInOnly>
      {mayUpload(user) ? (
        <UploadTable />
      ) : (
        <EmptyState level={1} icon={<Lock aria-hidden />} title={say('upload.notAllowed')}>
          {say('upload.notAllowedText')}
        </EmptyState>
      )}
    </SignedInOnly>
  )
}

const underWay = new Set(['waiting', 'sending', 'saving'])
const over = new Set(['ready', 'refused'])

function UploadTable() {
  const say = useWords()
  const { uploads } = useMusic()
  const rows = useStore(uploads.store, (state) => state.rows)
  const toSend = rows.filter((row) => row.state === 'chosen').length
  const done = rows.filter((row) => over.has(row.state)).length
  const ready = rows.filter((row) => row.state === 'ready').length
  useWarningBeforeLeaving(rows.some((row) => underWay.has(row.state)))

  return (
    <div className="@container">
      <PageHead
        title={say('upload.title')}
        actions={
          <>
            {done > 0 && (
              <Button
                variant="quiet"
                onClick={() => rows.filter((row) => over.has(row.state)).forEach((row) => uploads.remove(row.id))}
              >
                {say('upload.clearDone')}
              </Button>
            )}
            <Button disabled={toSend === 0} onClick={() => uploads.start()}>
              {toSend === 0 ? say('upload.startNone') : say('upload.start', { count: toSend })}
            </Button>
          </>
        }
      />
      <div className="border-edge rounded-panel mb-3.5 flex flex-wrap items-center gap-x-4.5 gap-y-3 border-[1.5px] border-dashed px-6 py-4">
        <Upload aria-hidden size={20} strokeWidth={1.75} className="text-muted flex-none" />
        <p className="text-muted min-w-0 flex-1 basis-60">
          <b className="text-text font-bold">{say('upload.dropTitle')}</b> {say('upload.dropText')}
        </p>
        <ChooseFiles variant="quiet">{say('upload.choose')}</ChooseFiles>
      </div>
      {rows.length > 0 && (
        <div role="table" aria-label={say('upload.table')}>
          <div
            role="row"
            className={`border-line text-muted hidden h-9 items-center border-b text-xs font-semibold @3xl:grid ${uploadColumns}`}
          >
            <span role="columnheader">
              <span className="sr-only">{say('upload.cover')}</span>
            </span>
            <span role="columnheader">{say('upload.title_field')}</span>
            <span role="columnheader">{say('upload.artist')}</span>
            <span role="columnheader">{say('upload.album')}</span>
            <span role="columnheader">{say('upload.length')}</span>
            <span role="columnheader">{say('upload.state')}</span>
          </div>
          {rows.map((row) => (
            <UploadRow key={row.id} row={row} />
          ))}
        </div>
      )}
      <LiveRegion>{ready > 0 && say('upload.allReady', { count: ready })}</LiveRegion>
    </div>
  )
}

/** The browser asks before it throws away what is being sent. */
function useWarningBeforeLeaving(active: boolean) {
  useEffect(() => {
    if (!active) return undefined
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [active])
}
