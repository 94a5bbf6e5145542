import { BaseSchema } from '@adonisjs/lucid/schema'

const VACCINES_FR =
  '{vaccine_count, plural, =0 {la vaccination {of_first_name}} one {le vaccin {of_first_name} : {vaccine}} other {les vaccins {of_first_name} : {vaccine}}}'
const VACCINES_EN = '{vaccine_count, plural, =0 {} other {: {vaccine}}}'
const VACCINES_OF_VISIT_FR = '{vaccine_count, plural, =0 {} other { : {vaccine}}}'
const CARD_FR = '<optional> Apportez le carnet<optional> de vaccination</optional>.</optional>'
const CARD_EN = '<optional> Please bring the vaccination card.</optional>'
const ENDING_FR =
  '<optional> {programme}.</optional><optional> Plus de SMS ? Répondez {stop}.</optional>'
const ENDING_EN =
  '<optional> {programme}.</optional><optional> No more SMS? Reply {stop}.</optional>'

/** One sentence for one visit, a list where dates or places differ. */
const visits = (one: string, several: string) =>
  `{visit_count, plural, one {${one}} other {${several}}}`

/**
 * Short words, no blame, every letter in GSM-7. The name, what, when, where, and what to bring; only
 * the last may be dropped. None says "tomorrow": a reminder may leave on the due date itself.
 */
export const SHIPPED_TEXTS = [
  {
    message_type: '7_day_reminder',
    language: 'fr',
    body: `Bonjour. ${visits(
      `Rendez-vous {day} {at_facility} pour ${VACCINES_FR}.`,
      `Rendez-vous de vaccination. <visit>{first_name}, {day} {at_facility}${VACCINES_OF_VISIT_FR}.</visit>`
    )}${CARD_FR}${ENDING_FR}`,
  },
  {
    message_type: '7_day_reminder',
    language: 'en',
    body: `Hello. ${visits(
      `{first_name}'s vaccination is on {day} {at_facility}${VACCINES_EN}.`,
      `Coming vaccinations. <visit>{first_name}, {day} {at_facility}${VACCINES_EN}.</visit>`
    )}${CARD_EN}${ENDING_EN}`,
  },
  {
    message_type: '1_day_reminder',
    language: 'fr',
    body: `Petit rappel : ${visits(
      `rendez-vous {day} {at_facility} pour ${VACCINES_FR}.`,
      `rendez-vous de vaccination. <visit>{first_name}, {day} {at_facility}${VACCINES_OF_VISIT_FR}.</visit>`
    )}${CARD_FR}${ENDING_FR}`,
  },
  {
    message_type: '1_day_reminder',
    language: 'en',
    body: `A reminder: ${visits(
      `{first_name}'s vaccination is on {day} {at_facility}${VACCINES_EN}.`,
      `coming vaccinations. <visit>{first_name}, {day} {at_facility}${VACCINES_EN}.</visit>`
    )}${CARD_EN}${ENDING_EN}`,
  },
  {
    message_type: 'overdue_reminder',
    language: 'fr',
    body: `Bonjour. Il est encore temps pour ${visits(
      `${VACCINES_FR}<optional> (prévu {day})</optional>. Venez {at_facility} avec le carnet<optional> de vaccination</optional>.`,
      `la vaccination. <visit>{first_name}, {at_facility}${VACCINES_OF_VISIT_FR}.</visit>${CARD_FR}`
    )}${ENDING_FR}`,
  },
  {
    message_type: 'overdue_reminder',
    language: 'en',
    body: `Hello. There is still time for ${visits(
      `{first_name}'s vaccination<optional> of {day}</optional>${VACCINES_EN}. Please come to {facility}<optional> with the vaccination card</optional>.`,
      `vaccination. <visit>{first_name}, {at_facility}${VACCINES_EN}.</visit>${CARD_EN}`
    )}${ENDING_EN}`,
  },
  {
    message_type: 'mixed_reminders',
    language: 'fr',
    body: `Bonjour. Rendez-vous de vaccination. <visit>{first_name}, {type, select, overdue_reminder {quand vous pouvez} other {{day}}} {at_facility}${VACCINES_OF_VISIT_FR}.</visit>${CARD_FR}${ENDING_FR}`,
  },
  {
    message_type: 'mixed_reminders',
    language: 'en',
    body: `Hello. Vaccinations. <visit>{first_name}, {type, select, overdue_reminder {as soon as you can} other {{day}}} {at_facility}${VACCINES_EN}.</visit>${CARD_EN}${ENDING_EN}`,
  },
]

/**
 * Message texts by type and language; the highest version is used. A new installation starts with the
 * reminders in French and English.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sms_templates', (table) => {
      table.bigIncrements('id')
      table.string('message_type', 60).notNullable()
      table.string('language', 35).notNullable()
      table.text('body').notNullable()
      table.integer('version').notNullable().defaultTo(1)
      /** Who wrote this version; `rappel`: it came with the application. */
      table.string('actor', 120).notNullable().defaultTo('rappel')
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.unique(['message_type', 'language', 'version'])
    })

    this.defer(async (client) => {
      const rows = SHIPPED_TEXTS.map((row) => ({ ...row, version: 1, created_at: this.now() }))
      await client.table('sms_templates').multiInsert(rows)
    })
  }

  async down() {
    this.schema.dropTable('sms_templates')
  }
}
