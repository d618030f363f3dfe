import { createRows } from '@bell/ui/upload'
import { expect, test } from 'vitest'
import { blankRow, type UploadRow } from './rows.ts'
import { createSelection } from './selection.ts'

const file = (name: string, size = 100) => new File([new Uint8Array(size)], name)

function given(count: number) {
  const rows = createRows<UploadRow>()
  rows.add(
    Array.from({ length: count }, (_, n) => ({ ...blankRow(`r${n}`, file(`${n}.mp3`)), state: 'chosen' as const })),
  )
  return { rows, selection: createSelection(rows) }
}

test('progress of one row wakes that row’s watchers alone, and keeps the sums right', () => {
  const { rows } = given(1000)
  const woken: string[] = []
  for (const id of rows.list.get().ids) rows.watch(id, () => woken.push(id))
  let lists = 0
  rows.list.subscribe(() => (lists += 1))

  rows.change('r7', { state: 'sending' })
  rows.change('r7', { sent: 40 })

  expect(woken).toEqual(['r7', 'r7'])
  expect(lists).toBe(0)
  expect(rows.totals.get()).toMatchObject({ all: 1000, bytes: 100, sent: 40, counts: { chosen: 999, sending: 1 } })
  rows.remove(['r7'])
  expect(rows.totals.get()).toMatchObject({ all: 999, bytes: 0, sent: 0, counts: { chosen: 999, sending: 0 } })
})

test('Shift chooses, or lets go, all rows from the one before', () => {
  const { rows, selection } = given(6)
  selection.select('r4', true, false)
  selection.select('r1', true, true)
  expect(selection.selected()).toEqual(['r1', 'r2', 'r3', 'r4'])
  selection.select('r3', false, true)
  expect(selection.selected()).toEqual(['r4'])
  selection.selectAll(true)
  expect(rows.totals.get().selected).toBe(6)
})

test('a bulk edit changes what was filled in, in all that are chosen and can still be changed, and numbers them', () => {
  const { rows, selection } = given(4)
  rows.change('r1', { state: 'ready' })
  selection.selectAll(true, ['r0', 'r1', 'r2'])

  selection.editSelected({ album: 'Tides', visibility: 'public' }, 5)

  const said = rows.all().map(({ fields }) => [fields.album, fields.visibility, fields.trackNumber])
  expect(said).toEqual([
    ['Tides', 'public', 5],
    ['', 'members', null],
    ['Tides', 'public', 6],
    ['', 'members', null],
  ])
  expect([...rows.get('r0')!.edited].toSorted()).toEqual(['album', 'trackNumber', 'visibility'])
})

test('two that come together are both counted', () => {
  const rows = createRows<UploadRow>()
  rows.add(['a', 'b'].map((id) => blankRow(id, new File(['x'], `${id}.mp3`))))
  expect(rows.totals.get()).toMatchObject({ all: 2, counts: { reading: 2 } })
})
