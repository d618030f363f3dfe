import { ambient } from './ambient.ts'
import { chiptune } from './chiptune.ts'
import { cityPop } from './city-pop.ts'
import { dreamPop } from './dream-pop.ts'
import { folk } from './folk.ts'
import { house } from './house.ts'
import { jazzTrio } from './jazz-trio.ts'
import { lofi } from './lofi.ts'
import { minimalPiano } from './minimal-piano.ts'
import { orchestral } from './orchestral.ts'
import { postRock } from './post-rock.ts'
import { trot } from './trot.ts'

export const styles = {
  lofi,
  ambient,
  cityPop,
  folk,
  chiptune,
  jazzTrio,
  minimalPiano,
  postRock,
  house,
  trot,
  dreamPop,
  orchestral,
}
export type StyleName = keyof typeof styles
