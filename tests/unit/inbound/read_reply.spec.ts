import { test } from '@japa/runner'
import fc from 'fast-check'
import app from '@adonisjs/core/services/app'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { normaliseReply } from '#texts/normalise_reply'
import { readReply } from '#inbound/read_reply'
import { anyText } from '#tests/helpers/any_text'

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
  ...[
    'OPTOUT',
    'Stoppez',
    'STOPPER',
    'stoppez svp',
    'Cessez !',
    'Désinscrivez-moi',
    'Arr\uFFFDt',
    'ArrÃªtez',
  ],
]

const REFUSALS = [
  ...[
    'je veux me désabonner',
    'Je souhaite me désinscrire de la liste',
    'je veux arreter',
    'I want to stop',
  ],
  ...[
    "ne m'envoyez plus rien",
    "N'envoyez plus",
    'ne m’envoyez plus de SMS svp',
    "m'envoyez plus rien",
  ],
  ...[
    'plus de messages',
    'Plus de SMS merci',
    'plus rien svp',
    'No more messages',
    'no more SMS please',
  ],
  ...['unsubscribe me', 'Please unsubscribe me from this list', 'opt out please', 'opt me out'],
  ...[
    'do not send me messages',
    "Don't send me any more messages",
    'dont text me',
    'Please do not contact me again',
  ],
  ...[
    'Stop sending me messages',
    'please stop texting',
    'Can you stop sending me messages?',
    'Leave me alone',
  ],
  ...[
    'arrêtez de m’envoyer des messages',
    "Arrêtez de m'écrire",
    'Pouvez-vous arrêter vos messages ?',
  ],
  ...[
    'Merci de ne plus m’envoyer de messages',
    "s'il vous plaît ne m'écrivez plus",
    'Veuillez ne plus me contacter',
  ],
  ...[
    'Je ne veux plus recevoir vos messages',
    'je ne veux plus de sms',
    'je ne veux pas de vos rappels',
  ],
  ...[
    'je veux plus vos messages',
    'Je souhaite ne plus recevoir de messages',
    'je ne veux plus rien recevoir',
  ],
  ...[
    "I don't want these messages anymore",
    'I no longer want to receive reminders',
    'I do not want to get SMS',
  ],
  ...[
    'Retirez-moi de votre liste',
    'Supprimez mon numéro',
    'remove me',
    'Take me off the list',
    'delete my number',
  ],
  ...['Mon enfant est décédé, arrêtez vos messages', 'laissez-moi tranquille'],
]

const STARTS = ['START', 'start', '"Start"', 'unstop', 'REPRENDRE', 'Recommencer.', 'subscribe']

const FOR_PEOPLE = [
  ...['', '   ', '🛑', '???', '12345', 'oui', 'ok', 'merci', 'svp', 'yes', 'Non', 'please'],
  ...['stop quoi ?', 'Stop à Douala demain', 'ne pas arrêter', "don't stop", 'stop it when?'],
  ...['bus stop', 'stopped', 'nonstop', 'stop start', 'start please', 'start sms'],
  ...['please start', 'on reprend quand ?', 'quit smoking', 'stop\nnon'],
  ...[
    'arrêtez-vous quand ?',
    "n'arrêtez pas",
    "N'arrêtez pas les messages",
    'ne pas arrêter les messages',
  ],
  ...[
    'je ne veux pas me désabonner',
    "don't unsubscribe me",
    'do not stop sending me messages',
    'Comment me désabonner ?',
  ],
  ...[
    "Vous n'envoyez plus de messages",
    'Pourquoi vous ne m’envoyez plus rien',
    'you do not send me messages',
  ],
  ...[
    'je veux plus de messages',
    'Envoyez plus de messages',
    'Envoyez-moi plus de rappels',
    'why did you stop sending',
  ],
  ...[
    'Je ne veux pas recevoir le vaccin',
    'je ne veux plus de vaccin',
    'il faut arrêter le traitement ?',
  ],
  ...[
    'ne plus envoyer de messages le matin',
    'Arrêtez les messages si mon fils est vacciné',
    'arrêtez le bus',
  ],
  ...[
    'je suis désabonné ?',
    'Je me suis désabonné par erreur',
    "je n'ai pas reçu de message",
    'bus stop messages',
  ],
  ...[
    'ne m’envoyez pas les messages demain',
    'I unsubscribed but want it back',
    'Je ne peux pas venir',
    'pas de SMS',
  ],
]

test.group('A reply', () => {
  for (const text of [...STOPS, ...REFUSALS]) {
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
      fc.property(anyText(), (text) => {
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
