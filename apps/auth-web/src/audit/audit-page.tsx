import { EmptyState, ErrorState, LoadMore, PageHead } from '@bell/ui'
import { getRouteApi } from '@tanstack/react-router'
import { ScrollText } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { RowSkeletons } from '../people/row-skeletons.tsx'
import { usePageTitle } from '../shell/page-title.ts'
import { AuditFilters } from './audit-filters.tsx'
import { AuditRow } from './audit-row.tsx'
import { useAudit, type AuditSearch } from './use-audit.ts'

const route = getRouteApi('/own/audit')

/** For owners and admins: who did what, when and from where. */
export function AuditPage() {
  const say = useWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  usePageTitle(say('audit.title'))
  const change = (part: AuditSearch) => void navigate({ search: { ...search, ...part }, replace: true })
  return (
    <>
      <PageHead
        title={say('audit.title')}
        lead={
          <>
            {say('audit.lead')} {say('audit.kept')}
          </>
        }
      />
      <AuditFilters search={search} onChange={change} />
      <Lines search={search} />
    </>
  )
}

function Lines({ search }: { search: AuditSearch }) {
  const say = useWords()
  const audit = useAudit(search)
  if (audit.isPending) return <RowSkeletons />
  if (audit.isError) return <ErrorState error={audit.error} onRetry={() => void audit.refetch()} />
  const lines = audit.data.pages.flatMap((page) => page.items)
  if (lines.length === 0) {
    const isFiltered = Object.values(search).some((value) => value !== undefined)
    return (
      <EmptyState icon={<ScrollText aria-hidden />} title={say(isFiltered ? 'audit.noneFound' : 'audit.none')}>
        {say(isFiltered ? 'audit.noneFoundText' : 'audit.noneText')}
      </EmptyState>
    )
  }
  return (
    <>
      <ol className="grid">
        {lines.map((line) => (
          <AuditRow key={line.id} line={line} />
        ))}
      </ol>
      <LoadMore of={audit} />
    </>
  )
}
