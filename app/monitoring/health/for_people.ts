/**
 * The condition of the index sms_messages_for_people, word for word: SQLite uses
 * a partial index only where its whole condition stands in the query.
 */
export const FOR_PEOPLE = `status IN ('dead_letter', 'unknown', 'failed')`
