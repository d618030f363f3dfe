import { useStore } from '@bell/ui/store'
import { PauseOrResume, RemoveFile, RowProgress, useRow, type Reason } from '@bell/ui/upload'
import { useVirtualizer } from '@tanstack/react-virtual'
import { CircleAlert, CircleCheck } from 'lucide-react'
import { useRef } from 'react'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { isKnownReason } from './reasons.ts'
import type { PictureRow } from './uploads.ts'

const rowHeight = 60

/** Every file by its name: those with a problem first, then those under way, then what is there. */
export function TrayRows() {
  const say = useWords()
  const { uploads } = useImg()
  const scroller = useRef<HTMLDivElement>(null)
  // The order follows the counts: rows that only progress keep their places.
  useStore(uploads.rows.totals, (totals) => totals.counts)
  useStore(uploads.rows.list, (list) => list.ids)
  const ids = [
    ...uploads.rows.idsIn('failed', 'refused'),
    ...uploads.rows.idsIn('sending', 'stalled', 'elsewhere', 'saving'),
    ...uploads.rows.idsIn('paused', 'waiting'),
    ...uploads.rows.idsIn('ready'),
  ]
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => ids[index]!,
    overscan: 4,
  })
  return (
    <div
      ref={scroller}
      className="border-line min-h-0 overflow-y-auto border-t"
      tabIndex={0}
      role="group"
      aria-label={say('upload.files')}
    >
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            className="absolute inset-x-0"
            style={{ transform: `translateY(${start}px)` }}
          >
            <TrayRow id={ids[index]!} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function TrayRow({ id }: { id: string }) {
  const { uploads } = useImg()
  const row = useRow(uploads.rows, id)
  if (!row) return null
  return (
    <div className="flex min-h-15 items-center gap-3 py-1.5 pr-1.5 pl-4">
      <div className="min-w-0 flex-1">
        <bdi className="block truncate" title={row.file.name}>
          {row.file.name}
        </bdi>
        <RowState row={row} />
      </div>
      <span className="flex flex-none items-center">
        <PauseOrResume row={row} uploads={uploads} retriable={row.state === 'failed'} />
        {row.state !== 'ready' && <RemoveFile row={row} uploads={uploads} />}
      </span>
    </div>
  )
}

function RowState({ row }: { row: PictureRow }) {
  const say = useWords()
  if (row.state === 'ready') {
    return (
      <p className="text-up flex items-center gap-1.5 text-xs">
        <CircleCheck aria-hidden size={14} />
        {say('upload.done')}
      </p>
    )
  }
  if (row.state === 'failed' || row.state === 'refused') return <Problem reason={row.reason ?? { code: 'unknown' }} />
  return <RowProgress row={row} />
}

function Problem({ reason }: { reason: Reason }) {
  const say = useWords()
  const text = isKnownReason(reason.code) ? say(`reasons.${reason.code}`) : (reason.detail ?? say('reasons.unknown'))
  return (
    <p className="text-danger flex items-start gap-1.5 text-xs" title={reason.detail}>
      <CircleAlert aria-hidden size={14} className="mt-0.5 flex-none" />
      <span className="min-w-0 break-words">{text}</span>
    </p>
  )
}
