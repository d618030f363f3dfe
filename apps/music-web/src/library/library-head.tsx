import { ArrowDown, ArrowUp } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { columns, gridClass } from './library-columns.ts'
import { usualOrder, type LibrarySearch, type Sort } from './library-search.ts'

/** The head of the table: what stands below it, and a press sorts by it. It stays at the top while the rows scroll. */
export function LibraryHead({ search, sortBy }: { search: LibrarySearch; sortBy: (sort: Sort) => void }) {
  const say = useWords()
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={`bg-bg border-line text-muted sticky top-0 z-10 h-10 border-b text-xs font-semibold ${gridClass}`}
    >
      <span role="columnheader" className="text-center">
        <span aria-hidden>#</span>
        <span className="sr-only">{say('library.number')}</span>
      </span>
      {columns.map(({ word, sort, shown }) => (
        <Heading key={word} label={say(word)} sort={sort} search={search} sortBy={sortBy} className={shown} />
      ))}
      <Heading label={say('track.length')} sort="length" search={search} sortBy={sortBy} className="text-right" />
      <span role="columnheader" className="sr-only">
        {say('track.actions')}
      </span>
    </div>
  )
}

function Heading(props: {
  label: string
  sort: Sort | undefined
  search: LibrarySearch
  sortBy: (sort: Sort) => void
  className: string
}) {
  const { label, sort, search, sortBy, className } = props
  const present = search.sort ?? 'added'
  if (!sort || sort !== present) {
    return (
      <span role="columnheader" aria-sort={sort && 'none'} className={className}>
        {sort ? (
          <button type="button" onClick={() => sortBy(sort)} className={headingClass}>
            {label}
          </button>
        ) : (
          label
        )}
      </span>
    )
  }
  const order = search.order ?? usualOrder(sort)
  const Arrow = order === 'asc' ? ArrowUp : ArrowDown
  return (
    <span role="columnheader" aria-sort={order === 'asc' ? 'ascending' : 'descending'} className={className}>
      <button type="button" onClick={() => sortBy(sort)} className={`${headingClass} text-text`}>
        {label}
        <Arrow aria-hidden size={12} className="text-accent flex-none" strokeWidth={2.5} />
      </button>
    </span>
  )
}

const headingClass =
  'hover:text-text rounded-control inline-flex min-h-8 max-w-full items-center gap-1 whitespace-nowrap'
