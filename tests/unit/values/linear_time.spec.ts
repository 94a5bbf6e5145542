import { test } from '@japa/runner'
import { faultOfDate } from '#values/calendar_date'
import { nearest } from '#values/nearest'
import { readPhoneNumber, readPhoneNumbers } from '#values/phone_number'
import { isDateAlone, readInstant } from '#values/read_instant'
import { isStorable, storable } from '#values/storable_text'
import { shorten, tidyText, tidyValue } from '#values/tidy_value'
import { isTimeZone } from '#values/time_zone'
import { withoutPersonalData } from '#values/without_personal_data'
import { growthOf, LINEAR } from '#tests/helpers/growth'
import { withoutDatabase } from '#tests/helpers/without_database'

const READERS: Record<string, (text: string) => unknown> = {
  faultOfDate,
  isDateAlone,
  isStorable,
  isTimeZone,
  nearest: (text) => nearest(text, ['CSI Briqueterie', text], 3),
  readInstant: (text) => readInstant(text, 'Africa/Douala'),
  readPhoneNumber: (text) => readPhoneNumber(text, 'CM'),
  readPhoneNumbers: (text) => readPhoneNumbers(text, 'CM'),
  shorten,
  storable,
  tidyText,
  tidyValue,
  withoutPersonalData,
  withoutEchoes: (text) => withoutPersonalData(text, { body: text }),
}

/** Made longer by repetition. */
const PIECES = [
  'a',
  ' ',
  '6',
  '6 ',
  '+',
  '(0)',
  '2026-03-',
  "'",
  '\u200B',
  '\u0301',
  'ن\u200C',
  '%41',
  '6 ou ',
  'Aa ',
]

test.group('Reading a value takes as long as the value is', (group) => {
  withoutDatabase(group)
  for (const [name, read] of Object.entries(READERS)) {
    test(name, async ({ assert }) => {
      for (const piece of PIECES) {
        for (const end of ['', '!']) {
          const growth = await growthOf((size) => read(piece.repeat(size / piece.length) + end))
          assert.isBelow(growth, LINEAR, `${JSON.stringify(piece)} … ${end}`)
        }
      }
    })
  }
})
