import { PageHead, Tabs } from '@bell/ui'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { Invitations } from './invitations.tsx'
import { People } from './people.tsx'

/** For owners and admins: who is here, and who may come. */
export function PeoplePage() {
  const say = useWords()
  const [tab, setTab] = useState<'people' | 'invitations'>('people')
  usePageTitle(say('people.title'))
  return (
    <>
      {/* Here, so that the dialog with its link stays while the list behind it changes. */}
      <PageHead title={say('people.title')} actions={<InviteDialog />} />
      <Tabs
        label={say('people.title')}
        value={tab}
        onValueChange={setTab}
        panelClassName="pt-5"
        items={[
          { value: 'people', label: say('people.everyone'), content: <People /> },
          { value: 'invitations', label: say('people.invitations'), content: <Invitations /> },
        ]}
      />
    </>
  )
}
