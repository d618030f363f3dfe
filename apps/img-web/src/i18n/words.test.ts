import { findMissingKeys } from '@bell/ui/i18n'
import { expect, test } from 'vitest'
import en from './en.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }
import ko from './ko.json' with { type: 'json' }

test('every text is there in every language', () => {
  expect(findMissingKeys({ en, ja, ko })).toEqual([])
})
