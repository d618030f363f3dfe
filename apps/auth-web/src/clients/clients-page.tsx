import { EmptyState, ErrorState, LoadMore, PageHead } from '@bell/ui'
import { Blocks } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { RowSkeletons } from '../people/row-skeletons.tsx'
import { usePageTitle } from '../shell/page-title.ts'
import { AddClientDialog } from './add-client-dialog.tsx'
import { ClientRow } from './client-row.tsx'
import { useClients } from './use-clients.ts'

/** For owners and admins: the other apps that sign people in here. */
export function ClientsPage() {
  const say = useWords()
  const clients = useClients()
  usePageTitle(say('clients.title'))
  const items = clients.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <PageHead title={say('clients.title')} lead={say('clients.lead')} actions={<AddClientDialog />} />
      {clients.isPending && <RowSkeletons />}
      {clients.isError && <ErrorState error={clients.error} onRetry={() => void clients.refetch()} />}
      {clients.isSuccess && items.length === 0 && (
        <EmptyState icon={<Blocks aria-hidden />} title={say('clients.none')}>
          {say('clients.noneText')}
        </EmptyState>
      )}
      <ul className="grid">
        {items.map((client) => (
          <ClientRow key={client.id} client={client} />
        ))}
      </ul>
      <LoadMore of={clients} />
    </>
  )
}
