import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { EarlierWords } from '#consents/weigh_word'
import { query } from '#storage/sql'

/** What a number (E.164) said by SMS so far, as far as its replies are kept. Ask while its consent is locked. */
export async function findEarlierWords(
  trx: TransactionClientContract,
  phoneNumber: string
): Promise<EarlierWords> {
  const words = await query<{ keyword: string; received_at: string; sent_at: string | null }>(
    trx,
    `SELECT keyword, MAX(received_at) AS received_at, MAX(sent_at) AS sent_at
     FROM inbound_messages WHERE phone_number = :phone AND keyword IS NOT NULL
       AND (reason IS NULL OR reason <> 'undone')
     GROUP BY keyword`,
    { phone: phoneNumber }
  )
  const stop = words.find(({ keyword }) => keyword === 'stop')
  return {
    stopReceivedAt: stop?.received_at ?? null,
    stopSentAt: stop?.sent_at ?? null,
    hasStarted: words.some(({ keyword }) => keyword === 'start'),
  }
}
