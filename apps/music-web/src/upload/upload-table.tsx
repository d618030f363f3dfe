import { Button, Checkbox, SegmentedControl } from '@bell/ui'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'
import { UploadRow, uploadColumns } from './upload-row.tsx'
import { useTotals } from './use-totals.ts'

/** The height of a closed row on a wide page, in CSS px; narrow ones and open ones are measured. */
const rowHeight = 62

/** The files as a table of which only the rows in sight exist. */
export function UploadTable() {
  const say = useWords()
  const { uploads } = useMusic()
  const [filter, setFilter] = useState<'all' | 'problems'>('all')
  const all = useStore(uploads.rows.list, (state) => state.ids)
  const total = useTotals((totals) => totals.all)
  const selected = useTotals((totals) => totals.selected)
  const problems = useTotals(({ counts }) => counts.failed + counts.refused)
  const done = useTotals(({ counts }) => counts.ready + counts.refused)
  // Without a problem left there is nothing to filter.
  const filtered = filter === 'problems' && problems > 0
  const ids = filtered ? uploads.rows.idsIn('failed', 'refused') : all

  const body = useRef<HTMLDivElement>(null)
  const [offset, setOffset] = useState(0)
  useLayoutEffect(() => {
    const top = body.current?.offsetTop ?? 0
    if (top !== offset) setOffset(top)
  })
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => document.getElementById('main'),
    estimateSize: () => rowHeight,
    getItemKey: (index) => ids[index]!,
    scrollMargin: offset,
    overscan: 6,
  })

  return (
    <>
      <div className="mb-1 flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1">
        {problems > 0 && (
          <SegmentedControl
            label={say('upload.show')}
            value={filter}
            onValueChange={setFilter}
            items={[
              { value: 'all', label: say('upload.showAll', { count: total }) },
              { value: 'problems', label: say('upload.showProblems', { count: problems }) },
            ]}
          />
        )}
        <span className="text-muted text-sm" aria-live="polite">
          {selected > 0 && say('upload.selected', { count: selected })}
        </span>
        <div className="ml-auto flex flex-wrap gap-1">
          {selected > 0 && (
            <Button variant="plain" size="sm" onClick={() => uploads.remove(uploads.selected())}>
              {say('upload.removeSelected', { count: selected })}
            </Button>
          )}
          {done > 0 && (
            <Button variant="plain" size="sm" onClick={() => uploads.remove(uploads.rows.idsIn('ready', 'refused'))}>
              {say('upload.clearDone')}
            </Button>
          )}
        </div>
      </div>
      <div role="table" aria-label={say('upload.table')} aria-rowcount={ids.length + 1}>
        <div
          role="row"
          aria-rowindex={1}
          className={`border-line text-muted flex h-9 items-center border-b text-xs font-semibold @3xl:grid ${uploadColumns}`}
        >
          <span role="columnheader">
            <Checkbox
              label={say('upload.selectAll')}
              checked={selected > 0 && selected === total}
              mixed={selected > 0 && selected < total}
              onCheckedChange={(on) => uploads.selectAll(on, on ? ids : undefined)}
              className="-ml-1.5"
            />
          </span>
          <span role="columnheader" className="@3xl:sr-only">
            <span className="sr-only">{say('upload.cover')}</span>
            <span aria-hidden className="@3xl:hidden">
              {say('upload.selectAll')}
            </span>
          </span>
          {(['title_field', 'artist', 'album', 'length', 'state'] as const).map((name) => (
            <span
              key={name}
              role="columnheader"
              className={`sr-only @3xl:not-sr-only ${name === 'title_field' ? '@3xl:col-start-3' : ''}`}
            >
              {say(`upload.${name}`)}
            </span>
          ))}
          <span role="columnheader" className="sr-only">
            {say('track.actions')}
          </span>
        </div>
        <div ref={body} role="rowgroup" className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start, key }) => (
            <div
              key={key}
              ref={rows.measureElement}
              data-index={index}
              role="presentation"
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start - offset}px)` }}
            >
              <UploadRow id={ids[index]!} index={index} />
            </div>
          ))}
        </div>
      </div>
    </>
  )
}
