import { Avatar } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { Bot, CircleQuestionMark } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import type { AuditLine } from './use-audit.ts'
import { useTold } from './use-told.ts'

/** One line: what and who, from where, when; everything else on demand. */
export function AuditRow({ line }: { line: AuditLine }) {
  const formats = useFormats()
  const told = useTold()
  const notes = told.notes(line)
  return (
    <li className="border-line grid grid-cols-[36px_minmax(0,1fr)] gap-x-3 gap-y-1 border-b py-3 md:grid-cols-[36px_minmax(0,1.5fr)_minmax(0,1fr)_auto]">
      <Doer line={line} name={told.who(line)} />
      <div className="min-w-0">
        <div className="font-semibold">
          {told.did(line.action)}
          {notes.length > 0 && <span className="text-muted font-normal"> · {notes.join(' · ')}</span>}
        </div>
        <div className="text-muted text-xs">
          {[told.who(line), told.toWhom(line), told.inApp(line)].filter(Boolean).join(' · ')}
        </div>
      </div>
      <div className="text-muted col-start-2 min-w-0 text-xs md:col-start-3 md:pt-0.5">
        {told.from(line).map((part) => (
          <div key={part} className="truncate max-md:inline max-md:not-first:before:content-['_·_']">
            {part}
          </div>
        ))}
      </div>
      <time
        dateTime={line.at}
        className="text-muted col-start-2 text-xs tabular-nums md:col-start-4 md:pt-0.5 md:text-right"
      >
        {formats.dateTime(line.at)}
      </time>
      <Details line={line} />
    </li>
  )
}

function Doer({ line: { actor, address }, name }: { line: AuditLine; name: string }) {
  if (actor) return <Avatar name={name} id={actor.id} size={36} />
  const Icon = address === null ? Bot : CircleQuestionMark
  return (
    <span aria-hidden className="bg-raised text-muted grid size-9 place-items-center rounded-full">
      <Icon size={18} />
    </span>
  )
}

/** As it is stored: for those who look into something, and know the codes. */
function Details({ line: { id, action, actor, subject, client, userAgent, details } }: { line: AuditLine }) {
  const say = useWords()
  const stored: [name: string, value: string | null | undefined][] = [
    [say('audit.fields.action'), action],
    [say('audit.fields.actor'), actor?.id],
    [say('audit.fields.subject'), subject && `${subject.kind} ${subject.id}`],
    [say('audit.fields.client'), client?.id],
    ...Object.entries(details).map(([name, value]): [string, string] => [name, String(value)]),
    [say('audit.fields.userAgent'), userAgent],
    [say('audit.fields.id'), id],
  ]
  return (
    <details className="col-start-2 md:col-end-5">
      <summary className="text-muted hover:text-text w-fit cursor-pointer py-1 text-xs font-semibold">
        {say('audit.details')}
      </summary>
      <dl className="grid gap-x-4 gap-y-1 py-2 text-xs sm:grid-cols-[max-content_minmax(0,1fr)]">
        {stored.map(
          ([name, value]) =>
            value && (
              <div key={name} className="contents">
                <dt className="text-muted">{name}</dt>
                <dd className="break-words max-sm:mb-1">{value}</dd>
              </div>
            ),
        )}
      </dl>
    </details>
  )
}
