import { Button, Chip, Dialog, ErrorState, Skeleton, toast } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { LogOut, Monitor, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { useDeviceEnding, useDevices, useEndingEverywhere, type Device } from './use-devices.ts'

const telephones = new Set(['iPhone', 'iPad', 'Android'])

/** Where one is signed in, the last used first; each can be ended from here. */
export function Devices() {
  const say = useWords()
  const devices = useDevices()
  const [asking, setAsking] = useState(false)
  if (devices.isPending) return <Skeleton className="h-32 w-full" />
  if (devices.isError) return <ErrorState error={devices.error} onRetry={() => void devices.refetch()} />
  return (
    <div className="grid gap-4">
      <ul aria-label={say('devices.title')} className="grid">
        {devices.data.items.map((device) => (
          <DeviceRow key={device.id} device={device} />
        ))}
      </ul>
      <Button
        variant="quiet"
        icon={<LogOut aria-hidden />}
        className="justify-self-start"
        onClick={() => setAsking(true)}
      >
        {say('devices.endAll')}
      </Button>
      {asking && <EverywhereDialog hasOthers={devices.data.items.length > 1} onClose={() => setAsking(false)} />}
    </div>
  )
}

function DeviceRow({ device }: { device: Device }) {
  const say = useWords()
  const formats = useFormats()
  const problem = useProblem()
  const ending = useDeviceEnding()
  const name = useDeviceName(device)
  const Icon = telephones.has(device.system ?? '') ? Smartphone : Monitor
  const place = device.here
    ? say('devices.here')
    : device.network && say('devices.network', { network: device.network })
  const end = () =>
    // By its promise: the callbacks of `mutate` go with this row, which may be off the page by then.
    ending.mutateAsync(device).then(
      () => toast(say('devices.ended', { device: name }), { tone: 'success' }),
      (error: unknown) => toast(problem(error), { tone: 'error' }),
    )
  return (
    <li className="border-line grid grid-cols-[24px_minmax(0,1fr)_auto] items-start gap-3 border-b py-3 first:pt-0">
      <Icon aria-hidden size={20} className="text-muted mt-0.5" />
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 font-semibold wrap-anywhere">
          {name}
          {device.current && <Chip>{say('devices.current')}</Chip>}
          {device.shared && <Chip tone="muted">{say('devices.shared')}</Chip>}
        </div>
        <div className="text-muted text-xs">
          {say('devices.used', { when: formats.relative(device.lastUsedAt) })} ·{' '}
          {say('devices.since', { date: formats.date(device.signedInAt) })}
          {place && <> · {place}</>}
        </div>
        <div className="text-muted text-xs">{device.products.map((product) => product.name).join(', ')}</div>
      </div>
      {!device.current && (
        <Button
          variant="quiet"
          size="sm"
          busy={ending.isPending}
          aria-label={say('devices.endOf', { device: name })}
          onClick={end}
        >
          {say('devices.end')}
        </Button>
      )}
    </li>
  )
}

function EverywhereDialog({ hasOthers, onClose }: { hasOthers: boolean; onClose: () => void }) {
  const say = useWords()
  const problem = useProblem()
  const ending = useEndingEverywhere()
  const endOthers = () =>
    ending.mutate('others', {
      onSuccess: () => {
        onClose()
        toast(say('devices.othersEnded'), { tone: 'success' })
      },
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={say('devices.endAllTitle')}
      description={say('devices.endAllText')}
      footer={
        <>
          {hasOthers && (
            <Button variant="quiet" busy={ending.isPending && ending.variables === 'others'} onClick={endOthers}>
              {say('devices.endOthers')}
            </Button>
          )}
          <Button
            variant="danger"
            busy={(ending.isPending || ending.isSuccess) && ending.variables === 'this'}
            onClick={() => ending.mutate('this')}
          >
            {say('devices.endThisToo')}
          </Button>
        </>
      }
    >
      <FormAlert>{ending.error ? problem(ending.error) : undefined}</FormAlert>
    </Dialog>
  )
}

function useDeviceName({ browser, system }: Device) {
  const say = useWords()
  if (browser !== null && system !== null) return say('devices.name', { browser, system })
  return browser ?? system ?? say('devices.unknown')
}
