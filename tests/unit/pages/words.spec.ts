import i18nManager from '@adonisjs/i18n/services/main'
import { test } from '@japa/runner'
import { classInWords, LETTER_CLASSES } from '#app/pages/kafka/class_in_words'
import { familyOf } from '#app/pages/reason_families'
import { chipOf, lineOf, plainWordsOf } from '#app/pages/words_of_message'
import { MESSAGE_STATUSES } from '#messages/message_status'
import { REASONS } from '#messages/reasons'
import { AUDIT_ACTIONS, AUDIT_KINDS } from '#storage/audit/audit_actions'
import { HEALTH_CHECKS } from '#monitoring/health/registry'
import { aReader } from '#tests/helpers/reader'

const LANGUAGES = ['fr', 'en'] as const

/** Words of a program that people who do not program should not meet. */
const JARGON = /\b(?:sms|patient|template|consent|orange|kafka):[a-z]|\b[a-z]{1,30}_[a-z]|\bnull\b/

/** Checks of the health report that only give figures. */
const FIGURES = ['pending', 'last_processed', 'failed_last_hour']

test.group('The words for states, reasons and troubles', () => {
  for (const language of LANGUAGES) {
    test(`say every status and every reason in ${language}, without a word of programs`, async ({
      assert,
    }) => {
      const reader = aReader(language)
      for (const status of MESSAGE_STATUSES) {
        assert.notEqual(chipOf(reader, status).word, '')
        assert.isString(lineOf(reader, { status, reason: null }))
      }
      for (const reason of REASONS) {
        const words = plainWordsOf(reader, reason)!
        assert.match(words.meaning, /\.$/u, reason)
        assert.match(words.todo, /[.!]$/u, reason)
        assert.isAtMost(words.short.length, 40, reason)
        for (const text of Object.values(words)) assert.notMatch(text, JARGON, reason)
      }
    })
  }

  test('have none for a reason that is not known', ({ assert }) => {
    const reader = aReader()
    assert.isNull(plainWordsOf(reader, null))
    assert.isNull(plainWordsOf(reader, 'constructor'))
  })

  test('have no reason too many', ({ assert }) => {
    const families = new Set(REASONS.map((reason) => familyOf(reason)))
    const said = Object.keys(i18nManager.getTranslationsFor('fr'))
      .filter((key) => key.endsWith('.short'))
      .map((key) => key.split('.')[1])
    assert.sameMembers(said, [...families])
  })

  test('say everything that the audit log records, and nothing else', ({ assert }) => {
    for (const language of LANGUAGES) {
      const keys = Object.keys(i18nManager.getTranslationsFor(language))
      const said = (group: string) =>
        keys.flatMap((key) => (key.startsWith(group) ? key.slice(group.length) : []))
      assert.sameMembers(said('activity.actions.'), [...AUDIT_ACTIONS])
      assert.sameMembers(said('activity.kinds.'), Object.keys(AUDIT_KINDS))
    }
  })

  test('say what is wrong with every record of Kafka, and what to do', ({ assert }) => {
    for (const language of LANGUAGES) {
      const reader = aReader(language)
      for (const name of LETTER_CLASSES)
        for (const text of Object.values(classInWords(reader, name))) {
          assert.notInclude(text, 'kafka.classes', name)
          assert.notMatch(text, JARGON, name)
        }
    }
  })

  test('name every trouble that health can find', ({ assert }) => {
    const texts = i18nManager.getTranslationsFor('en')
    for (const { name } of HEALTH_CHECKS) {
      const isSaid = `today.problems.${name}.title` in texts
      assert.equal(isSaid, !FIGURES.includes(name), name)
    }
  })
})
