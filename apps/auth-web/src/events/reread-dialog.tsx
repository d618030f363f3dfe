import { Button, Dialog, Select, TextField, toast } from '@bell/ui'
import { useState, type FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { fieldText } from '../shell/field-text.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { useRereading, type Service } from './use-events.ts'

interface Props {
  service: Service
  consumers: string[]
  onClose: () => void
}

/** Asks which consumer is to read again, and since when, on the clock where the person is. */
export function RereadDialog({ service, consumers, onClose }: Props) {
  const say = useWords()
  const problem = useProblem()
  const rereading = useRereading(service)
  const [consumer, setConsumer] = useState(consumers[0]!)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const since = new Date(fieldText(event.currentTarget, 'since')).toISOString()
    const { events } = await rereading.mutateAsync({ consumer, since })
    onClose()
    toast(say('events.rereadBegun', { count: events }), { tone: 'success' })
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={say('events.rereadTitle')}
      description={say('events.rereadText')}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {say('deleting.cancel')}
          </Button>
          <Button type="submit" form="reread" busy={rereading.isPending}>
            {say('events.rereadConfirm')}
          </Button>
        </>
      }
    >
      {/* What goes wrong is told in the form. */}
      <form id="reread" onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4 pb-2">
        <Select
          label={say('events.consumer')}
          value={consumer}
          onValueChange={setConsumer}
          items={consumers.map((name) => ({ value: name, label: name }))}
        />
        <TextField type="datetime-local" name="since" label={say('events.since')} required />
        <FormAlert>{rereading.error ? problem(rereading.error) : undefined}</FormAlert>
      </form>
    </Dialog>
  )
}
