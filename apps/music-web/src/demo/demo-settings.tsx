import { useWords } from '../i18n/words.ts'
import { LoadDemo } from './load-demo.tsx'
import { RemoveDemo } from './remove-demo.tsx'
import { useDemo } from './use-demo.ts'

/** The demonstration catalogue in the settings of who runs the installation. */
export function DemoSettings() {
  const say = useWords()
  const { state } = useDemo()
  if (!state) return null
  if (state.state === 'none') return <LoadDemo titled={false} />
  if (state.state === 'making' || state.state === 'stopped') {
    return (
      <>
        <LoadDemo titled={false} />
        <div className="mt-4">
          <RemoveDemo />
        </div>
      </>
    )
  }
  return (
    <>
      <p className="text-muted mb-4">{say('demo.removeText')}</p>
      <RemoveDemo />
    </>
  )
}
