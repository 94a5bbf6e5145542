import { test } from '@japa/runner'
import fc from 'fast-check'
import app from '@adonisjs/core/services/app'
import type { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { normaliseReply } from '#inbound/normalise_reply'
import { readReply } from '#inbound/read_reply'

const words = () => app.config.get<SmsSchedulerConfig>('sms_scheduler').consent
const read = (text: string) => readReply(text, words())

const STOPS = [
  ...['STOP', 'stop', 'Stop.', ' sToP ', '"STOP"', '«stop»', 'stop!!!', 'STOP 🛑', '🙏stop🙏'],
  ...['S.T.O.P', 's t o p', 'ＳＴＯＰ', '𝐒𝐓𝐎𝐏', 'ST\u200BOP', 'stop\u0000', '\n\tSTOP\r\n'],
  ...[
    'ARRET',
    'arrêt',
    'Arre\u0302t',
    'ARRÊTER',
    'arretez',
    'Arrêtez !',
    'désabonner',
    'DESABONNER',
  ],
  ...[
    'Arrête',
    'arrete stp',
    'Désabonnez-moi',
    'désabonnement',
    'désinscription SVP',
    'Opt-out',
    'STOPALL',
  ],
  ...['Désinscrire', 'unsubscribe', 'Unsubscribe?', 'QUIT'],
  ...['STOP svp', 'stop, please', 'Please stop', 'stop sms', 'STOP 98164', 'stop stop STOP'],
  ...["Arrêtez s'il vous plaît", 'arrêtez les messages svp', 'Merci d’arrêter les SMS'],
  ...['Hello, stop the reminders', 'stop all', 'Stop merci'],
]

const STARTS = ['START', 'start', '"Start"', 'unstop', 'REPRENDRE', 'Recommencer.', 'subscribe']

const FOR_PEOPLE = [
  ...['', '   ', '🛑', '???', '12345', 'oui', 'ok', 'merci', 'svp', 'yes', 'Non', 'please'],
  ...['stop quoi ?', 'Stop à Douala demain', 'ne pas arrêter', "don't stop", 'je veux arreter'],
  ...['bus stop', 'stopped', 'STOPPER', 'nonstop', 'stop start', 'start please', 'start sms'],
  ...[
    'please start',
    'stop ' + 'sms '.repeat(6),
    'on reprend quand ?',
    'quit smoking',
    'stop\nnon',
  ],
]

test.group('A reply', () => {
  for (const text of STOPS) {
    test(`${JSON.stringify(text)} stops`, ({ assert }) => assert.equal(read(text), 'stop'))
  }

  for (const text of STARTS) {
    test(`${JSON.stringify(text)} starts`, ({ assert }) => assert.equal(read(text), 'start'))
  }

  for (const text of FOR_PEOPLE) {
    test(`${JSON.stringify(text)} is for people to read`, ({ assert }) => assert.isNull(read(text)))
  }

  test('may be one of several words that were agreed', ({ assert }) => {
    const agreed = { stopWords: ['Plus de SMS'], startWords: ['Encore des SMS'] }
    assert.equal(readReply('plus de sms !', agreed), 'stop')
    assert.equal(readReply('ENCORE, des sms', agreed), 'start')
    assert.isNull(readReply('plus', agreed))
  })
})

test.group('The words of any reply', () => {
  const disguised = fc.record({
    word: fc.constantFrom(...['stop', 'arrêt', 'désabonner', 'unsubscribe']),
    before: fc.stringMatching(/^[ .,!?"'«»()\-*_\n\t\u00a0\u200b]{0,6}$/),
    after: fc.stringMatching(/^[ .,!?"'«»()\-*_\n\t\u00a0\u200b]{0,6}$/),
    upper: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    form: fc.constantFrom('NFC', 'NFD'),
  })

  test('are found under any case, accents and punctuation', ({ assert }) => {
    fc.assert(
      fc.property(disguised, ({ word, before, after, upper, form }) => {
        const letters = [...word].map((letter, n) => (upper[n] ? letter.toUpperCase() : letter))
        assert.equal(read(before + letters.join('').normalize(form) + after), 'stop')
      })
    )
  })

  test('are the same when they are normalised twice', ({ assert }) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = normaliseReply(text)
        assert.equal(normaliseReply(once), once)
        assert.match(once, /^([\p{L}\p{N}]+( [\p{L}\p{N}]+)*)?$/u)
      }),
      { numRuns: 1_000 }
    )
  })

  test('never start anything unless they are a start word alone', ({ assert }) => {
    const starts = new Set(words().startWords.map(normaliseReply))
    const parts = fc.constantFrom(...words().startWords, 'oui', 'stop', 'svp', '!', '🙏', 'not')
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 4 }), (some) => {
        const text = some.join(' ')
        assert.equal(read(text) === 'start', starts.has(normaliseReply(text)))
      })
    )
  })
})
