import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { ERASED_MARKER } from './texts/person_in_texts.js'
import { along } from '#storage/partial_indexes'
import { idList } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/**
 * Before messages are deleted: takes the text out of others that may have been in one SMS with them:
 * those that share their carrier, and those to their numbers that carried anything, because a later
 * try may have parted them. It may name the person by the first name alone, or shortened, which no
 * search finds. A text that waits for its next try is made again from its template. One that a
 * person wrote is searched like any other.
 */
export async function emptySharedTexts(
  trx: TransactionClientContract,
  leaving: number[]
): Promise<void> {
  await updateRows(
    trx,
    {
      table: 'sms_messages',
      set: `body = '${ERASED_MARKER}'`,
      where: `template_version IS NOT NULL AND body IS NOT NULL AND id NOT IN (${idList(trx)})
        AND id IN (
          SELECT carried_by FROM sms_messages
          WHERE id IN (${idList(trx)}) AND carried_by IS NOT NULL
          UNION ALL
          SELECT m.id FROM sms_messages m
          WHERE m.carried_by IN (${idList(trx)}) AND ${along('sms_messages_carried', 'm')}
          UNION ALL
          SELECT m.id FROM sms_messages l
          JOIN sms_messages m ON m.carried_by = l.carried_by AND ${along('sms_messages_carried', 'm')}
          WHERE l.id IN (${idList(trx)})
          UNION ALL
          SELECT m.id FROM sms_messages l
          JOIN sms_messages m ON m.phone_number = l.phone_number AND ${along('sms_messages_by_phone', 'm')}
          WHERE l.id IN (${idList(trx)}) AND (m.carries > 0 OR m.carried_by IS NOT NULL))`,
    },
    { ids: JSON.stringify(leaving) }
  )
}
