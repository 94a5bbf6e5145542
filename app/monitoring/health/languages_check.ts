import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { HealthCheck } from '#monitoring/health/health_check'
import { query } from '#storage/sql'
import { IN_USE } from '#texts/template_store'
import { baseOf } from '#values/language_tag'

/** The next messages to leave that are looked at. */
const MESSAGES_AT_MOST = 2_000
const TOLD_AT_MOST = 5

interface Waiting {
  message_type: string
  language: string
  messages: number
}

/**
 * How many messages will be in another language than their own, because it has no template of their
 * type: they take that of the facility, then of DEFAULT_LANGUAGE. Only said: they are sent.
 */
export const languagesCheck: HealthCheck = {
  key: 'texts:otherLanguage',
  name: 'languages',
  async run({ client }) {
    const without = await waitingWithoutTemplate(client)
    const total = without.reduce((sum, { messages }) => sum + messages, 0)
    const told = without
      .sort((a, b) => b.messages - a.messages)
      .slice(0, TOLD_AT_MOST)
      .map(({ messages, message_type: type, language }) => `${messages} "${type}" in "${language}"`)
    return {
      status: 'pass',
      observedValue: total,
      observedUnit: 'messages',
      worthSaying: total > 0,
      output:
        total === 0
          ? 'The next messages have texts in their languages'
          : `${total} of the next messages will be in another language, because theirs has no template: ${told.join(', ')}. Add it with template:set`,
    }
  },
}

async function waitingWithoutTemplate(client: QueryClientContract): Promise<Waiting[]> {
  const waiting = await query<Waiting>(
    client,
    `SELECT message_type, language, COUNT(*) AS messages FROM (
       SELECT message_type, language, body FROM sms_messages WHERE status = 'pending' AND priority >= 0
       ORDER BY priority, scheduled_at, id LIMIT ${MESSAGES_AT_MOST}) AS next_ones
     WHERE body IS NULL AND language IS NOT NULL GROUP BY message_type, language`
  )
  if (waiting.length === 0) return []
  const templates = await query<Omit<Waiting, 'messages'>>(
    client,
    `SELECT t.message_type, t.language FROM sms_templates t WHERE ${IN_USE}`
  )
  const known = new Set(
    templates.map((template) => keyOf(template.message_type, template.language))
  )
  return waiting.filter(({ message_type: type, language }) =>
    [language, baseOf(language)].every((tag) => !known.has(keyOf(type, tag)))
  )
}

function keyOf(type: string, language: string): string {
  return JSON.stringify([type, language.toLowerCase()])
}
