import { join } from 'node:path'
import { testWords } from '@bell/ui/words-test'
import en from './en.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }
import ko from './ko.json' with { type: 'json' }

testWords({ ko, en, ja }, join(import.meta.dirname, '..'))
